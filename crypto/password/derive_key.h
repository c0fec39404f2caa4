// Keys from passphrases, for backups and keystores: slow on purpose.
//
// Store salt and cost beside what the key protects; both are public. Safe from any thread.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/password/password_cost.h"
#include "crypto/secret.h"

namespace crypto {

inline constexpr std::size_t kPasswordSaltBytes = 16;  // what new salts have
inline constexpr std::size_t kPasswordSaltBytesMin = 8;
inline constexpr std::size_t kPasswordSaltBytesMax = 64;
inline constexpr std::size_t kDerivedKeyBytesMin = 16;
inline constexpr std::size_t kDerivedKeyBytesMax = 64;

// Any bytes make a passphrase, 1 to kPasswordBytesMax of them, and every one counts.
base::Result<Secret> derive_key(const Secret& passphrase, base::ByteView salt,
                                const PasswordCost& cost, std::size_t size = 32);

}  // namespace crypto
