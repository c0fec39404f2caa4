#include "crypto/password/argon2id.h"

#include <argon2.h>

#include <cstdint>

namespace crypto::detail {
namespace {

// The library only reads what it takes by pointer to non-const, as no flag asks it to wipe.
std::uint8_t* unchanged(base::ByteView bytes) {
  return const_cast<std::uint8_t*>(bytes.data());
}

std::uint32_t size32(base::ByteView bytes) {
  return static_cast<std::uint32_t>(bytes.size());
}

}  // namespace

base::Result<Secret> argon2id(const Argon2idInput& input, const Argon2idCost& cost,
                              std::size_t size) {
  RETURN_IF_ERROR(check_cost(cost));
  Secret derived{size};
  argon2_context context{};
  context.out = derived.reveal_for_writing().data();
  context.outlen = static_cast<std::uint32_t>(size);
  context.pwd = unchanged(input.password);
  context.pwdlen = size32(input.password);
  context.salt = unchanged(input.salt);
  context.saltlen = size32(input.salt);
  context.secret = unchanged(input.secret);
  context.secretlen = size32(input.secret);
  context.ad = unchanged(input.associated_data);
  context.adlen = size32(input.associated_data);
  context.t_cost = cost.passes;
  context.m_cost = cost.memory_kib;
  context.lanes = cost.lanes;
  context.threads = 1;
  context.version = ARGON2_VERSION_13;
  context.flags = ARGON2_DEFAULT_FLAGS;
  const int status = argon2_ctx(&context, Argon2_id);
  if (status == ARGON2_OK) return derived;
  if (status == ARGON2_MEMORY_ALLOCATION_ERROR) {
    return base::Error{base::ErrorKind::Unavailable, "not enough memory for Argon2id"};
  }
  return base::Error{base::ErrorKind::InvalidInput, "Argon2id does not take these parameters"};
}

}  // namespace crypto::detail
