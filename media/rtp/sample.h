// One picture or one audio frame, as depacketizers give it and packetizers take it.
//
// Video: NAL units as the camera sent them and in its order, each behind its length in four bytes,
// big-endian; parameter sets and SEIs stay in band. Audio: the raw frame. A plain value.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace media {

inline constexpr std::size_t kSampleBytesMax = 16U << 20;  // a larger one comes out cut and damaged

struct Sample {
  base::Bytes data;
  std::uint32_t rtp_time = 0;  // in units of the payload's clock; wraps
  bool key = false;            // decoding can start here; always so for audio
  bool damaged = false;        // something of it, or right before it, was lost on the way

  bool operator==(const Sample&) const = default;
};

}  // namespace media
