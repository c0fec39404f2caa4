// A private key at rest: its PKCS#8 under AES-256-GCM, bound to the entry it belongs to and to its
// public half, so that rows of the database cannot be exchanged. Pure; safe from any thread.
// Specification: docs/design/certificates.md.
#pragma once

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/secret.h"

namespace appliance {

struct SealedKey {
  base::Bytes salt;  // of the key it is sealed under: new each time
  base::Bytes sealed;
};

base::Result<SealedKey> seal_key(const crypto::Secret& device_key, const base::Id& entry,
                                 const crypto::PrivateKey& key);

// Inverse of seal_key(). Corrupt: it is not what was sealed, or not for this entry and key.
base::Result<crypto::PrivateKey> open_key(const crypto::Secret& device_key, const base::Id& entry,
                                          const crypto::PublicKey& public_half,
                                          const SealedKey& sealed);

}  // namespace appliance
