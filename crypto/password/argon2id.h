// The thin wrapper of libargon2: Argon2id, version 1.3 (RFC 9106). Users want password_hash.h or
// derive_key.h. Safe from any thread; starts none.
#pragma once

#include <cstddef>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/password/password_cost.h"
#include "crypto/secret.h"

namespace crypto::detail {

struct Argon2idInput {
  base::ByteView password;
  base::ByteView salt;             // at least 8 bytes
  base::ByteView secret;           // a key kept elsewhere, or nothing
  base::ByteView associated_data;  // or nothing
};

base::Result<Secret> argon2id(const Argon2idInput& input, const Argon2idCost& cost,
                              std::size_t size);

}  // namespace crypto::detail
