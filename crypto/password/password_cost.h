// How much work one guess at a password costs, and the bounds on it.
//
// The bounds hold for stored hashes too: nobody who can write one into a database gets to spend
// more than a few seconds and a gibibyte of ours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>

#include "base/result.h"

namespace crypto {

// RFC 9106. The default is that RFC's choice for little memory, in one lane.
struct Argon2idCost {
  std::uint32_t memory_kib = 64U << 10;
  std::uint32_t passes = 3;
  std::uint32_t lanes = 1;  // computed one after the other: lanes start no threads here

  bool operator==(const Argon2idCost&) const = default;
};

// PBKDF2-HMAC-SHA-512 (NIST SP 800-132): where only approved algorithms may be used.
struct Pbkdf2Cost {
  std::uint32_t iterations = 210'000;

  bool operator==(const Pbkdf2Cost&) const = default;
};

using PasswordCost = std::variant<Argon2idCost, Pbkdf2Cost>;

inline constexpr std::size_t kPasswordBytesMax = 1024;
inline constexpr std::uint32_t kArgon2MemoryKibMax = 1U << 20;
inline constexpr std::uint32_t kArgon2PassesMax = 64;
inline constexpr std::uint32_t kArgon2LanesMax = 16;
inline constexpr std::uint32_t kArgon2MemoryKibPerLaneMin = 8;
inline constexpr std::uint64_t kArgon2KibPassesMax = 4U << 20;  // memory times passes
inline constexpr std::uint32_t kPbkdf2IterationsMax = 5'000'000;

// Whether we are willing to pay it at all; says nothing about whether it is enough.
base::Result<void> check_cost(const PasswordCost& cost);

}  // namespace crypto
