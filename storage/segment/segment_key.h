// The key of one segment: made for it alone, wrapped to the public key of its camera's day, and
// committed to, so that no second key can show other pictures. Pure but for the randomness it
// draws; safe from any thread.
// Specification: docs/design/sealed-archive.md, "Header, 320 bytes, in clear".
#pragma once

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/hpke/hpke_key.h"
#include "crypto/secret.h"
#include "storage/segment/fields.h"
#include "storage/segment/segment_format.h"
#include "storage/segment/volume_files_format.h"

namespace storage {

// The public half of a camera's day: all that is needed to record.
struct DayPublicKey {
  base::Day day = 0;
  base::Id id{};
  Point point{};

  bool operator==(const DayPublicKey&) const = default;
};

// Corrupt when the file's key id is not that of its key.
base::Result<DayPublicKey> day_public_key(const WrapsFile& wraps);

// Draws a key for the segment that `header` names, fills in the header's day key, commitment and
// wrap, and returns the key.
base::Result<crypto::Secret> make_segment_key(SegmentHeader& header, const DayPublicKey& day);

// The segment key, opened with the private half of its day. Corrupt when the wrap does not open or
// the key is not the one the header commits to.
base::Result<crypto::Secret> open_segment_key(const SegmentHeader& header,
                                              const crypto::HpkePrivateKey& day);

// For whoever got the key from the keeper: Corrupt when it is not the one committed to.
base::Result<void> check_segment_key(const SegmentHeader& header, base::ByteView key);

}  // namespace storage
