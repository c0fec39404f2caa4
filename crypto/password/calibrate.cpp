#include "crypto/password/calibrate.h"

#include <algorithm>

#include "crypto/password/derive_key.h"

namespace crypto {
namespace {

constexpr std::uint32_t kPbkdf2ProbeIterations = 50'000;

base::Result<std::chrono::nanoseconds> timed_run(const base::Clock& clock,
                                                 const PasswordCost& cost) {
  const Secret passphrase = Secret::random(16);
  const Secret salt = Secret::random(kPasswordSaltBytes);
  const base::SteadyTime start = clock.steady();
  RETURN_IF_ERROR(derive_key(passphrase, salt.reveal(), cost));
  const std::chrono::nanoseconds taken = clock.steady() - start;
  return std::max(taken, std::chrono::nanoseconds{1});  // a coarse clock may not have moved
}

// value * target / taken, kept within bounds before it can overflow.
std::uint32_t scaled(std::uint32_t value, std::chrono::nanoseconds target,
                     std::chrono::nanoseconds taken, std::uint32_t min, std::uint32_t max) {
  const double exact = static_cast<double>(value) * static_cast<double>(target.count()) /
                       static_cast<double>(taken.count());
  return static_cast<std::uint32_t>(
      std::clamp(exact, static_cast<double>(min), static_cast<double>(max)));
}

}  // namespace

base::Result<Argon2idCost> calibrate_argon2id(const base::Clock& clock,
                                              std::chrono::nanoseconds target,
                                              std::uint32_t memory_kib) {
  Argon2idCost cost{.memory_kib = memory_kib, .passes = 1, .lanes = 1};
  ASSIGN_OR_RETURN(const auto taken, timed_run(clock, cost));
  const auto affordable = static_cast<std::uint32_t>(kArgon2KibPassesMax / memory_kib);
  cost.passes = scaled(1, target, taken, 1, std::min(kArgon2PassesMax, affordable));
  return cost;
}

base::Result<Pbkdf2Cost> calibrate_pbkdf2(const base::Clock& clock,
                                          std::chrono::nanoseconds target) {
  ASSIGN_OR_RETURN(const auto taken, timed_run(clock, Pbkdf2Cost{kPbkdf2ProbeIterations}));
  return Pbkdf2Cost{
      scaled(kPbkdf2ProbeIterations, target, taken, kPbkdf2IterationsMin, kPbkdf2IterationsMax)};
}

}  // namespace crypto
