#include "crypto/password/password_cost.h"

namespace crypto {
namespace {

bool payable(const Argon2idCost& cost) {
  return cost.lanes >= 1 && cost.lanes <= kArgon2LanesMax && cost.passes >= 1 &&
         cost.passes <= kArgon2PassesMax && cost.memory_kib <= kArgon2MemoryKibMax &&
         cost.memory_kib >= kArgon2MemoryKibPerLaneMin * cost.lanes &&
         std::uint64_t{cost.memory_kib} * cost.passes <= kArgon2KibPassesMax;
}

bool payable(const Pbkdf2Cost& cost) {
  return cost.iterations >= 1 && cost.iterations <= kPbkdf2IterationsMax;
}

}  // namespace

base::Result<void> check_cost(const PasswordCost& cost) {
  if (std::visit([](const auto& any) { return payable(any); }, cost)) return {};
  return base::Error{base::ErrorKind::InvalidInput, "password cost out of bounds"};
}

}  // namespace crypto
