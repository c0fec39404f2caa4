// Keys of HPKE's DHKEM(P-256, HKDF-SHA256), RFC 9180 sections 4.1 and 7.1.
//
// A key that exists is valid: the point lies on the curve and is not infinity, the scalar lies
// between 0 and the group's order. Safe to read from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/secret.h"

namespace crypto {

inline constexpr std::size_t kHpkePublicKeyBytes = 65;   // 0x04, x, y
inline constexpr std::size_t kHpkePrivateKeyBytes = 32;  // the scalar, big-endian

class HpkePublicKey {
 public:
  static base::Result<HpkePublicKey> from_bytes(base::ByteView uncompressed_point);

  base::ByteView bytes() const { return point_; }
  bool operator==(const HpkePublicKey&) const = default;

 private:
  friend class HpkePrivateKey;
  HpkePublicKey() = default;

  std::array<std::uint8_t, kHpkePublicKeyBytes> point_{};
};

// Moves, never copies, and wipes itself.
class HpkePrivateKey {
 public:
  static base::Result<HpkePrivateKey> generate();
  static base::Result<HpkePrivateKey> from(Secret scalar);

  // A recipient's key as it is kept in a key file. InvalidInput: not P-256.
  static base::Result<HpkePrivateKey> from_private_key(const PrivateKey& key);

  // The same key from the same `input_key`, which needs at least 32 bytes of real randomness.
  static base::Result<HpkePrivateKey> derive_key_pair(const Secret& input_key);

  // Inverse of from().
  Secret to_secret() const { return scalar_.clone(); }
  const HpkePublicKey& public_key() const { return public_key_; }

  // The x coordinate of the shared point (ECDH). Raw: only for the KEM, which hashes it.
  base::Result<Secret> shared_point(const HpkePublicKey& peer) const;

 private:
  HpkePrivateKey(Secret scalar, const HpkePublicKey& public_key);

  Secret scalar_;
  HpkePublicKey public_key_;
};

}  // namespace crypto
