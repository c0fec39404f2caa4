// Coded pictures for tests: see tests/vectors/video/README.md.
#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "base/bytes.h"
#include "media/h26x/nal.h"

namespace test_support {

inline constexpr std::uint32_t kKeyFrameCounter = 4711;

// 640x360 with its parameter sets in front, as length-prefixed NAL units.
inline base::Bytes key_frame(media::VideoCodec codec) {
  const bool h264 = codec == media::VideoCodec::H264;
  const std::string path =
      std::string{CUSTODY_VIDEO_VECTORS "/"} + (h264 ? "h264_key_frame.bin" : "h265_key_frame.bin");
  std::ifstream file{path, std::ios::binary};
  base::Bytes bytes{std::istreambuf_iterator<char>{file}, {}};
  if (bytes.empty()) throw std::runtime_error{"missing " + path};
  return bytes;
}

}  // namespace test_support
