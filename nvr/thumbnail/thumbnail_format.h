// A sealed thumbnail as a file: what names it, in clear but bound, and the JPEG under the key of
// its camera's day. Pure; safe from any thread. Specification: docs/design/thumbnail-cache.md.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/aead/aead.h"
#include "crypto/secret.h"

namespace nvr {

inline constexpr std::size_t kThumbnailHeaderBytes = 64;
inline constexpr std::size_t kThumbnailBytesMax = std::size_t{1} << 20;  // of a JPEG

struct ThumbnailName {
  base::Id camera{};
  base::Id segment{};
  base::Day day = 0;  // whose key seals it: the segment's
  std::uint64_t record = 1;

  auto operator<=>(const ThumbnailName&) const = default;
};

// The 64 bytes that a file begins with; `nonce` is drawn for it alone.
base::Bytes marshal_thumbnail_header(const ThumbnailName& name, const crypto::Nonce& nonce);

struct ThumbnailHeader {
  ThumbnailName name{};
  crypto::Nonce nonce{};

  bool operator==(const ThumbnailHeader&) const = default;
};
// Inverse; `bytes` is exactly the header.
base::Result<ThumbnailHeader> parse_thumbnail_header(base::ByteView bytes);

// Draws the nonce.
base::Result<base::Bytes> seal_thumbnail(const ThumbnailName& name, const crypto::Secret& day_key,
                                         base::ByteView jpeg);
// Corrupt: it is another thumbnail's, or not what was sealed.
base::Result<base::Bytes> open_thumbnail(const ThumbnailName& name, const crypto::Secret& day_key,
                                         base::ByteView file);

}  // namespace nvr
