// PrivateKey::from_pkcs8_der() must survive any bytes, and what it accepts is a key that signs.
#include "crypto/keys/private_key.h"
#include "crypto/sign/signature.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(private_key_fuzz)(base::ByteView bytes) {
  const auto key = crypto::PrivateKey::from_pkcs8_der(crypto::Secret::copy_of(bytes));
  if (!key) return;
  const auto signature = crypto::sign(*key, bytes);
  if (!signature || !crypto::verify(key->public_key(), bytes, *signature)) __builtin_trap();
}
