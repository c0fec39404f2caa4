// PrivateKey::from_pkcs8_der() must survive any bytes, and what it accepts is a key that signs.
#include "crypto/keys/private_key.h"
#include "crypto/sign/signature.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView bytes{data, size};
  const auto key = crypto::PrivateKey::from_pkcs8_der(crypto::Secret::copy_of(bytes));
  if (!key) return 0;
  const auto signature = crypto::sign(*key, bytes);
  if (!signature || !crypto::verify(key->public_key(), bytes, *signature)) __builtin_trap();
  return 0;
}
