// Signatures over messages: ECDSA with P-256/SHA-256 and P-384/SHA-384, RSA-PSS with SHA-256.
//
// ECDSA signatures are strict DER (Ecdsa-Sig-Value, RFC 3279): one encoding, no bytes after it,
// r and s within the curve's order. RSA-PSS is made with a salt of 32 bytes and verified with any
// that fits. Pure; safe from any thread.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/keys/public_key.h"

namespace crypto {

constexpr std::size_t digest_bytes(KeyKind kind) {
  return kind == KeyKind::EcP384 ? 48 : 32;
}
constexpr std::size_t raw_signature_bytes(KeyKind kind) {  // of r||s; EC only
  return kind == KeyKind::EcP384 ? 96 : 64;
}

base::Result<base::Bytes> sign(const PrivateKey& key, base::ByteView message);

// `digest` is the message's SHA-256 (SHA-384 for P-384), exactly digest_bytes() long.
base::Result<base::Bytes> sign_digest(const PrivateKey& key, base::ByteView digest);

// Inverses of the two above. ErrorKind::Corrupt: not a signature of this key over this message.
base::Result<void> verify(const PublicKey& key, base::ByteView message, base::ByteView signature);
base::Result<void> verify_digest(const PublicKey& key, base::ByteView digest,
                                 base::ByteView signature);

// The fixed-size form r||s (IEEE P1363) of an ECDSA signature and back, both strict.
base::Result<base::Bytes> ecdsa_to_raw(KeyKind kind, base::ByteView der);
base::Result<base::Bytes> ecdsa_from_raw(KeyKind kind, base::ByteView raw);

}  // namespace crypto
