// Which OpenSSL keys are ours to use, and why not the others. For .cpp files under crypto/ only.
#pragma once

#include "base/result.h"
#include "crypto/keys/key_kind.h"

struct evp_pkey_st;

namespace crypto {

// The kind of a public or private key, or the exact reason for refusing it: other algorithm, other
// curve, curve given by explicit parameters, compressed point, RSA size.
base::Result<KeyKind> classify(const evp_pkey_st& key);

}  // namespace crypto
