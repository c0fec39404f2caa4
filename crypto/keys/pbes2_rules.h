// How the contents of a key file may be encrypted: PBES2 (RFC 8018), AES-CBC under PBKDF2 or
// scrypt, with bounded work. For .cpp files under crypto/ only.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

struct X509_algor_st;

namespace crypto {

// A file must not buy minutes of our CPU.
inline constexpr long kKeyFilePbkdf2IterationsMax = 10'000'000;
inline constexpr std::uint64_t kKeyFileScryptWorkMax = std::uint64_t{1} << 20;  // N * r * p

// Refuses older schemes, other ciphers and excessive work. `what` begins the reason: "private key".
base::Result<void> check_pbes2(const X509_algor_st& scheme, std::string_view what);

}  // namespace crypto
