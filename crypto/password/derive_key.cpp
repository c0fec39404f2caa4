#include "crypto/password/derive_key.h"

#include "crypto/password/argon2id.h"
#include "crypto/password/pbkdf2.h"

namespace crypto {

base::Result<Secret> derive_key(const Secret& passphrase, base::ByteView salt,
                                const PasswordCost& cost, std::size_t size) {
  if (passphrase.empty() || passphrase.size() > kPasswordBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "a password has 1 to 1024 bytes"};
  }
  if (salt.size() < kPasswordSaltBytesMin || salt.size() > kPasswordSaltBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "a salt has 8 to 64 bytes"};
  }
  if (size < kDerivedKeyBytesMin || size > kDerivedKeyBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "a derived key has 16 to 64 bytes"};
  }
  if (const auto* argon2 = std::get_if<Argon2idCost>(&cost)) {
    return detail::argon2id({passphrase.reveal(), salt, {}, {}}, *argon2, size);
  }
  return detail::pbkdf2_sha512(passphrase.reveal(), salt, std::get<Pbkdf2Cost>(cost), size);
}

}  // namespace crypto
