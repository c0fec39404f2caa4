// Revocation of a chain whose signatures are already verified. For .cpp files under crypto/ only.
#pragma once

#include <optional>
#include <span>

#include "crypto/x509/chain_verifier.h"

namespace crypto {

// The verdict of the first certificate (leaf first) that fails the rule; nothing when all pass.
// `chain` runs from the leaf to the root, which nobody can revoke.
std::optional<ChainVerdict> check_revocation(std::span<const Certificate> chain,
                                             std::span<const Crl> crls, base::WallTime at,
                                             CrlRule rule);

}  // namespace crypto
