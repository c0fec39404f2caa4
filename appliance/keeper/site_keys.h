// The private keys of a site, in memory while the keystore is unlocked. Move, never copy, and wipe
// themselves. Safe to read from any thread.
#pragma once

#include <optional>

#include "appliance/keeper/keystore_format.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/hpke/hpke_key.h"
#include "crypto/keys/private_key.h"
#include "storage/segment/fields.h"

namespace appliance {

struct SiteKeys {
  crypto::HpkePrivateKey site;                     // opens day keys
  std::optional<crypto::HpkePrivateKey> recovery;  // until it is proven
  crypto::PrivateKey evidence;                     // signs manifests, certifies recorders
  crypto::PrivateKey site_ca;
  crypto::PrivateKey journal;
};

base::Result<SiteKeys> generate_site_keys();

// The sealed form and back; `days` and its digest are the keystore's to fill in.
KeystorePrivatePart to_private_part(const SiteKeys& keys);
base::Result<SiteKeys> to_site_keys(KeystorePrivatePart part);

// Their public halves and certificates, for a new site.
base::Result<KeystorePublicPart> make_public_part(const SiteKeys& keys, const base::Id& store,
                                                  base::WallTime now);

storage::Point point_of(const crypto::HpkePublicKey& key);

}  // namespace appliance
