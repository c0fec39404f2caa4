// Sealing to a public key: HPKE (RFC 9180), base mode, one message per encapsulation, with
// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM (suite 0x0010, 0x0001, 0x0002).
//
// Promise: only the holder of the private key opens it, under the same `info` and associated data.
// Not promised: who sealed it (anybody can), or secrecy of the past once the private key leaks.
//
// Safe from any thread. Composed of OpenSSL's ECDH, HKDF and AES-GCM, and held to the RFC's
// vectors.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hpke/hpke_key.h"
#include "crypto/secret.h"

namespace crypto {

inline constexpr std::size_t kHpkeInfoBytesMax = 64U << 10;
inline constexpr std::size_t kHpkeOverheadBytes = 16;  // ciphertext is that much longer

struct HpkeSealed {
  std::array<std::uint8_t, kHpkePublicKeyBytes> enc;  // the encapsulated key
  base::Bytes ciphertext;
};

// `info` says what the message is for; `associated_data` what it belongs to. Both are needed again.
base::Result<HpkeSealed> hpke_seal(const HpkePublicKey& recipient, base::ByteView info,
                                   base::ByteView associated_data, base::ByteView plaintext);

// Inverse of hpke_seal(). Whatever does not fit together, also an `enc` that is no point of the
// curve, is ErrorKind::Corrupt. What was sealed to a key is taken for a secret.
base::Result<Secret> hpke_open(const HpkePrivateKey& recipient, base::ByteView enc,
                               base::ByteView info, base::ByteView associated_data,
                               base::ByteView ciphertext);

namespace detail {

// hpke_seal() with the ephemeral key given: for the RFC's vectors only. A second message under the
// same key, recipient and info breaks AES-GCM.
base::Result<HpkeSealed> hpke_seal_with(const HpkePrivateKey& ephemeral,
                                        const HpkePublicKey& recipient, base::ByteView info,
                                        base::ByteView associated_data, base::ByteView plaintext);

}  // namespace detail
}  // namespace crypto
