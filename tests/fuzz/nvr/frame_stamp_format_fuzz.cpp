// A NAL unit that is taken for a stamp must be exactly what making that stamp gives.
#include <algorithm>

#include "nvr/fleet/frame_stamp_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const auto codec : {media::VideoCodec::H264, media::VideoCodec::H265}) {
    const auto stamp = nvr::parse_frame_stamp(codec, {data, size});
    if (stamp &&
        !std::ranges::equal(nvr::make_frame_stamp(codec, *stamp), base::ByteView{data, size})) {
      __builtin_trap();
    }
  }
  return 0;
}
