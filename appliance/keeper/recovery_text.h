// The recovery key as people print and type it: 56 letters and digits in 14 groups, of which the
// last five letters check the rest, so that a slip is told from a wrong key.
//
//   7Q4M-K0XD-...   Crockford's base 32: no I, L, O or U; reading takes them for 1, 1, 0.
//
// Safe from any thread. Specification: docs/design/keystore.md, "Recovery key".
#pragma once

#include "base/result.h"
#include "crypto/hpke/hpke_key.h"
#include "crypto/secret.h"

namespace appliance {

inline constexpr std::size_t kRecoveryTextBytesMax = 256;

crypto::Secret format_recovery_key(const crypto::HpkePrivateKey& key);

// Inverse; takes lower case, spaces and line breaks. InvalidInput says what is wrong with the text,
// never what it says.
base::Result<crypto::HpkePrivateKey> parse_recovery_key(const crypto::Secret& text);

}  // namespace appliance
