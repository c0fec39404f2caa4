// Makes an init segment one that browsers take: avc3 becomes avc1 and hev1 becomes hvc1, and
// tracks they cannot play (G.711) are left out.
//
// For live pictures and playback only; evidence keeps its own labels. Fragments need no change, but
// those of left-out tracks are not to be sent. Pure; safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace media {

struct DeliveryInit {
  base::Bytes bytes;
  std::string mime;  // video/mp4; codecs="avc1.640028"
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint32_t> tracks;  // those that are left
};

base::Result<DeliveryInit> init_for_browser(base::ByteView init);

}  // namespace media
