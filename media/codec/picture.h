// A picture in memory: 8-bit YUV 4:2:0 in three planes without padding, limited range (BT.709).
//
// A plain value without FFmpeg, so that whoever draws or looks at pictures does not link it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace media {

struct Picture {
  Picture() = default;
  Picture(int width_px, int height_px)  // black; both even
      : width{width_px},
        height{height_px},
        y(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px), 16),
        u(y.size() / 4, 128),
        v(y.size() / 4, 128) {}

  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> y;
  std::vector<std::uint8_t> u;  // width / 2 by height / 2
  std::vector<std::uint8_t> v;
};

inline constexpr int kPictureSideMax = 8192;  // of any picture that is coded, decoded or scaled

}  // namespace media
