// Finds the cost that makes one guess take a given time on this machine.
//
// Times one real run and scales it, so the answer takes about `target`, and less rather than more;
// a machine too slow for it gets the least that is still sound. Run it once, at set-up, on a
// thread that may be busy.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/password/password_cost.h"

namespace crypto {

inline constexpr std::uint32_t kPbkdf2IterationsMin = 210'000;  // of calibrated costs

// Passes over `memory_kib`, at least one. With 47104 KiB or more a single pass is sound.
base::Result<Argon2idCost> calibrate_argon2id(const base::Clock& clock,
                                              std::chrono::nanoseconds target,
                                              std::uint32_t memory_kib);

base::Result<Pbkdf2Cost> calibrate_pbkdf2(const base::Clock& clock,
                                          std::chrono::nanoseconds target);

}  // namespace crypto
