// PBKDF2-HMAC-SHA-512 (RFC 8018) by OpenSSL. Users want password_hash.h or derive_key.h. Safe from
// any thread.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/password/password_cost.h"
#include "crypto/secret.h"

namespace crypto::detail {

base::Result<Secret> pbkdf2_sha512(base::ByteView password, base::ByteView salt,
                                   const Pbkdf2Cost& cost, std::size_t size);

}  // namespace crypto::detail
