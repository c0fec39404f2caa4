// Authenticated encryption with AES-256-GCM (NIST SP 800-38D): 96-bit nonces, 128-bit tags.
//
// Promise: whatever opens is what was sealed, under the same key, nonce and associated data.
// Asked of the caller: never seal twice under one (key, nonce) pair. A single repetition gives both
// plaintexts' difference away and lets anybody forge. Count nonces per key, or draw a new key.
// Not promised: a commitment to the key, or hidden lengths.
//
// An AeadKey holds its expanded key schedule and works on it, so one thread at a time may use it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/secret.h"

struct evp_cipher_ctx_st;

namespace crypto {

inline constexpr std::size_t kAeadKeyBytes = 32;
inline constexpr std::size_t kAeadNonceBytes = 12;
inline constexpr std::size_t kAeadTagBytes = 16;
inline constexpr std::size_t kSealBytesMax = 64U << 20;  // of plaintext, and of associated data

using Nonce = std::array<std::uint8_t, kAeadNonceBytes>;

// Moves, never copies, and wipes itself. The bytes it was made from are the caller's to wipe.
class AeadKey {
 public:
  explicit AeadKey(std::span<const std::uint8_t, kAeadKeyBytes> bytes);
  static base::Result<AeadKey> from(const Secret& secret);  // exactly kAeadKeyBytes

 private:
  friend class AeadOperation;
  struct Free {
    void operator()(evp_cipher_ctx_st* context) const;
  };

  std::unique_ptr<evp_cipher_ctx_st, Free> context_;
};

// Returns ciphertext followed by the tag.
base::Result<base::Bytes> seal(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                               base::ByteView plaintext);

// Seals the concatenation of `plaintext`, without joining it first, into `sealed`, whose size is
// that of all parts and the tag. No part may overlap `sealed`.
base::Result<void> seal_into(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                             std::span<const base::ByteView> plaintext,
                             std::span<std::uint8_t> sealed);

// `buffer` is plaintext followed by kAeadTagBytes of room; afterwards ciphertext and tag.
base::Result<void> seal_in_place(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                                 std::span<std::uint8_t> buffer);

// Inverse of the three above. Any tampering is ErrorKind::Corrupt and releases no plaintext: the
// buffer that would have received it is wiped.
base::Result<base::Bytes> open(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                               base::ByteView sealed);

// `plaintext` is kAeadTagBytes shorter than `sealed` and does not overlap it.
base::Result<void> open_into(AeadKey& key, const Nonce& nonce, base::ByteView associated_data,
                             base::ByteView sealed, std::span<std::uint8_t> plaintext);

// Returns the front of `buffer`, where the plaintext now is.
base::Result<std::span<std::uint8_t>> open_in_place(AeadKey& key, const Nonce& nonce,
                                                    base::ByteView associated_data,
                                                    std::span<std::uint8_t> buffer);

}  // namespace crypto
