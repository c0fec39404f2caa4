// How a credential, a passphrase or a TPM wraps the keystore's master key. Safe from any thread; a
// passphrase takes as long as its cost says. Specification: docs/design/keystore.md, "Unlocking".
#pragma once

#include <optional>
#include <string_view>

#include "appliance/keeper/keystore_format.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace appliance {

inline constexpr std::size_t kUnlockCredentialBytesMin = 32;
inline constexpr std::size_t kUnlockCredentialBytesMax = 64U << 10;
inline constexpr std::size_t kUnlockPassphraseBytesMin = 12;

inline constexpr std::size_t kTpmUnlockSecretBytes = 32;  // random, sealed in the TPM's object

// "credential", "passphrase", "tpm", "tpm-pin", and back.
std::string_view to_string(UnlockKind kind);
std::optional<UnlockKind> parse_unlock_kind(std::string_view text);

// Whether nobody has to be there: such a method opens the keys at start.
bool is_unattended(UnlockKind kind);
bool needs_tpm(UnlockKind kind);

// Whether `secret` can be used at all: InvalidInput says what is wrong with it.
base::Result<void> check_unlock_secret(UnlockKind kind, const crypto::Secret& secret);

// `cost` counts for passphrases only. For a TPM's methods `secret` is what the TPM gives back, and
// `tpm_object` is to be filled in by whoever had it sealed.
base::Result<UnlockMethod> make_unlock_method(UnlockKind kind, const crypto::Secret& secret,
                                              const crypto::Argon2idCost& cost,
                                              const base::Id& store, const crypto::Secret& master);

// Inverse: the master key. ErrorKind::Denied: not the secret it was made with.
base::Result<crypto::Secret> open_unlock_method(const UnlockMethod& method,
                                                const crypto::Secret& secret,
                                                const base::Id& store);

}  // namespace appliance
