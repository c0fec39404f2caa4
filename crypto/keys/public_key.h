// A public key for verifying signatures: P-256, P-384, RSA-3072, RSA-4096, and RSA-2048 of foreign
// cameras, which says so by weak().
//
// A cheap value: copies share one immutable key and may be used from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/keys/key_kind.h"

struct evp_pkey_st;

namespace crypto {

using Fingerprint = std::array<std::uint8_t, 32>;  // a SHA-256; print it with base::hex()

inline constexpr std::size_t kSpkiBytesMax = 4096;

class PublicKey {
 public:
  // DER of SubjectPublicKeyInfo (RFC 5280), nothing before or after; the point or modulus is
  // checked.
  static base::Result<PublicKey> from_spki_der(base::ByteView der);
  const base::Bytes& to_spki_der() const { return *spki_; }  // inverse of from_spki_der()

  KeyKind kind() const { return kind_; }
  bool weak() const { return kind_ == KeyKind::Rsa2048; }
  Fingerprint fingerprint() const;  // of to_spki_der()

  friend bool operator==(const PublicKey& a, const PublicKey& b) { return *a.spki_ == *b.spki_; }

  // For crypto/ only. Checks `key`, takes its own reference and ignores a private half.
  static base::Result<PublicKey> from_native(evp_pkey_st& key);
  evp_pkey_st* native() const { return key_.get(); }

 private:
  PublicKey(std::shared_ptr<evp_pkey_st> key, std::shared_ptr<const base::Bytes> spki,
            KeyKind kind);

  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<const base::Bytes> spki_;
  KeyKind kind_;
};

}  // namespace crypto
