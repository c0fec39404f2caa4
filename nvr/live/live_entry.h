// What a live ring carries: an init segment before each key picture, then samples as they come.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/ticks.h"

namespace nvr {

enum class LiveKind : std::uint8_t {
  Init = 1,   // ftyp+moov for what follows, labels as in the archive (avc3, hev1)
  Video = 2,  // a sample of media::kVideoTrack: 4-byte length-prefixed NAL units
  Audio = 3   // a sample of media::kAudioTrack
};

// All but the content.
struct LiveHead {
  LiveKind kind = LiveKind::Video;
  bool key = false;            // decoding can start here
  bool discontinuity = false;  // samples are missing before this one
  // Of the sample, in its track's timescale, counted from anywhere: how the archive's times relate
  // to it is told by `wall`. It steps when the camera was lost.
  std::uint64_t media_time = 0;
  std::uint32_t duration = 0;  // expected: the real one is known when the next sample comes
  base::Ticks wall{};          // best knowledge of when it was taken

  bool operator==(const LiveHead&) const = default;
};

struct LiveEntry {
  LiveHead head{};
  base::Bytes content{};
};

}  // namespace nvr
