// How a credential or a passphrase wraps the keystore's master key. Safe from any thread; a
// passphrase takes as long as its cost says. Specification: docs/design/keystore.md, "Unlocking".
#pragma once

#include "appliance/keeper/keystore_format.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace appliance {

inline constexpr std::size_t kUnlockCredentialBytesMin = 32;
inline constexpr std::size_t kUnlockCredentialBytesMax = 64U << 10;
inline constexpr std::size_t kUnlockPassphraseBytesMin = 12;

// Whether `secret` can be used at all: InvalidInput says what is wrong with it.
base::Result<void> check_unlock_secret(UnlockKind kind, const crypto::Secret& secret);

// `cost` counts for passphrases only.
base::Result<UnlockMethod> make_unlock_method(UnlockKind kind, const crypto::Secret& secret,
                                              const crypto::Argon2idCost& cost,
                                              const base::Id& store, const crypto::Secret& master);

// Inverse: the master key. ErrorKind::Denied: not the secret it was made with.
base::Result<crypto::Secret> open_unlock_method(const UnlockMethod& method,
                                                const crypto::Secret& secret,
                                                const base::Id& store);

}  // namespace appliance
