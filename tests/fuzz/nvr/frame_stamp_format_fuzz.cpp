// A NAL unit that is taken for a stamp must be exactly what making that stamp gives.
#include <algorithm>

#include "nvr/fleet/frame_stamp_format.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(frame_stamp_format_fuzz)(base::ByteView input) {
  for (const auto codec : {media::VideoCodec::H264, media::VideoCodec::H265}) {
    const auto stamp = nvr::parse_frame_stamp(codec, input);
    if (stamp && !std::ranges::equal(nvr::make_frame_stamp(codec, *stamp), input)) {
      __builtin_trap();
    }
  }
}
