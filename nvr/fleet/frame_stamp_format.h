// The stamp in each picture of a simulated camera: a counter that goes on although the pictures
// repeat, and the time. An SEI message of fixed size, so that a stamped loop costs no encoding.
//
// Digits instead of binary numbers: nothing in it ever looks like a start code. Pure; safe from any
// thread. Specification: docs/design/fleet-frame-stamp.md.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "media/h26x/nal.h"

namespace nvr {

struct FrameStamp {
  std::uint64_t counter = 0;
  std::uint64_t unix_ms = 0;

  bool operator==(const FrameStamp&) const = default;
};

// A whole SEI NAL unit, without start code or length.
base::Bytes make_frame_stamp(media::VideoCodec codec, const FrameStamp& stamp);

// Inverse of make_frame_stamp(); nothing for every other NAL unit.
std::optional<FrameStamp> parse_frame_stamp(media::VideoCodec codec, base::ByteView nal);

}  // namespace nvr
