#include "crypto/password/password_hash.h"

#include <cassert>
#include <utility>

#include "base/bytes.h"
#include "crypto/password/derive_key.h"

namespace crypto {
namespace {

constexpr std::size_t kHashBytes = 32;

base::Bytes public_random(std::size_t size) {
  const Secret random = Secret::random(size);
  return {random.reveal().begin(), random.reveal().end()};
}

}  // namespace

base::Result<PasswordHash> PasswordHash::make(const Secret& password, const PasswordCost& cost) {
  base::Bytes salt = public_random(kPasswordSaltBytes);
  ASSIGN_OR_RETURN(const Secret hash, derive_key(password, salt, cost, kHashBytes));
  return PasswordHash{
      {cost, std::move(salt), base::Bytes(hash.reveal().begin(), hash.reveal().end())}};
}

PasswordHash PasswordHash::decoy(const PasswordCost& cost) {
  assert(check_cost(cost));
  return PasswordHash{{cost, public_random(kPasswordSaltBytes), public_random(kHashBytes)}};
}

base::Result<PasswordHash> PasswordHash::from_phc(std::string_view text) {
  ASSIGN_OR_RETURN(PhcHash parts, parse_phc(text));
  return PasswordHash{std::move(parts)};
}

base::Result<void> PasswordHash::verify(const Secret& password) const {
  const base::Error wrong{base::ErrorKind::Denied, "wrong password"};
  if (password.empty() || password.size() > kPasswordBytesMax) return wrong;
  ASSIGN_OR_RETURN(const Secret hash,
                   derive_key(password, parts_.salt, parts_.cost, parts_.hash.size()));
  if (!equal_constant_time(hash.reveal(), parts_.hash)) return wrong;
  return {};
}

bool PasswordHash::needs_rehash(const PasswordCost& cost) const {
  return parts_.cost != cost || parts_.salt.size() != kPasswordSaltBytes ||
         parts_.hash.size() != kHashBytes;
}

}  // namespace crypto
