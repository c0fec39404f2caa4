// The text form of a password hash (the PHC string format):
//   $argon2id$v=19$m=65536,t=3,p=1$<salt>$<hash>
//   $pbkdf2-sha512$i=210000$<salt>$<hash>
// Salt and hash are base64 without padding.
//
// Strict: parameters in this order, without leading zeros, within the bounds of password_cost.h;
// what parses prints back to the same text. Pure, safe from any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/password/password_cost.h"

namespace crypto {

inline constexpr std::size_t kPhcBytesMax = 256;

struct PhcHash {
  PasswordCost cost;
  base::Bytes salt;  // 8 to 64 bytes
  base::Bytes hash;  // 16 to 64 bytes

  bool operator==(const PhcHash&) const = default;
};

base::Result<PhcHash> parse_phc(std::string_view text);

// Inverse of parse_phc().
std::string format_phc(const PhcHash& hash);

}  // namespace crypto
