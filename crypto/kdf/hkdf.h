// HKDF with HMAC-SHA-256 (RFC 5869): keys from keys. Not for passwords: see password/derive_key.h.
//
// Give each use of a key its own `info`, then no use can stand in for another. Safe from any
// thread.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace crypto {

inline constexpr std::size_t kHkdfKeyBytes = 32;              // of what extract returns
inline constexpr std::size_t kHkdfOutputBytesMax = 255 * 32;  // set by the RFC
inline constexpr std::size_t kHkdfInfoBytesMax = 1024;        // OpenSSL's own limit is near 2000

// Concentrates the randomness of `input_key` into kHkdfKeyBytes. `salt` may be empty.
base::Result<Secret> hkdf_extract(base::ByteView salt, base::ByteView input_key);

// Stretches what extract returned to `size` bytes, 1 to kHkdfOutputBytesMax.
base::Result<Secret> hkdf_expand(base::ByteView key, base::ByteView info, std::size_t size);

// Both steps.
base::Result<Secret> hkdf(base::ByteView salt, base::ByteView input_key, base::ByteView info,
                          std::size_t size);

}  // namespace crypto
