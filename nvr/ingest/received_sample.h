// A sample as the recorder takes it: what the camera sent, and when that was.
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "media/rtp/sample.h"

namespace nvr {

enum class TrackKind : std::uint8_t { Video = 1, Audio = 2 };

struct ReceivedSample {
  TrackKind track = TrackKind::Video;
  media::Sample sample{};
  std::int64_t media = 0;  // in the track's timescale, since the connection's first sample
  base::WallTime wall{};   // best knowledge of when it was taken
  base::WallTime arrival{};
  bool wall_estimated = true;
  bool stepped = false;  // time jumped before it
};

}  // namespace nvr
