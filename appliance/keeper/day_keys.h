// Keys of one camera and one day: made with public halves alone, opened with the site key.
// Safe from any thread. Specification: docs/design/keystore.md, docs/design/sealed-archive.md.
#pragma once

#include "appliance/keeper/keystore_format.h"
#include "base/clock.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/hpke/hpke_key.h"
#include "crypto/secret.h"
#include "storage/segment/segment_format.h"

namespace appliance {

// A new pair: its private half sealed to the site, and wrapped to the recovery key and to every
// recipient.
base::Result<DayEntry> mint_day_key(const KeystorePublicPart& site, const base::Id& camera,
                                    base::Day day, base::WallTime now);

// Wraps it to one more. Exists: it has a wrap already. Unavailable: too many have.
base::Result<void> wrap_day_key(storage::WrapsFile& file, const crypto::HpkePrivateKey& key,
                                const storage::Point& to, storage::RecipientType type,
                                base::Ticks now);

// Seals it to the site, instead of what was there.
base::Result<void> seal_day_key(DayEntry& entry, const crypto::HpkePrivateKey& key,
                                const storage::Point& site);

// The private half. Corrupt when it is not the key whose id the entry bears.
base::Result<crypto::HpkePrivateKey> open_day_key(const crypto::HpkePrivateKey& site,
                                                  const DayEntry& entry);

// The same from a wrap, for whoever holds a recovery or escrow key. NotFound: not a recipient.
base::Result<crypto::HpkePrivateKey> open_wrap(const crypto::HpkePrivateKey& recipient,
                                               const storage::WrapsFile& file);

// The key of one segment. Corrupt when the header is not what it was sealed with.
base::Result<crypto::Secret> open_segment_key(const crypto::HpkePrivateKey& day_key,
                                              const storage::SegmentHeader& header);

// What hover thumbnails of that camera and day are sealed with: it dies with the day key.
base::Result<crypto::Secret> derive_thumbnail_key(const crypto::HpkePrivateKey& day_key,
                                                  const base::Id& camera, base::Day day);

}  // namespace appliance
