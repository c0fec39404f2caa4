#include "media/scene/lamp.h"

#include <algorithm>

#include "media/scene/canvas.h"
#include "media/scene/script.h"

namespace media {
namespace {

constexpr float kGainMax = 46;

}  // namespace

Lamp::Lamp()
    : mask_(static_cast<std::size_t>(kLampReach.width) *
            static_cast<std::size_t>(kLampReach.height)) {
  const float half_width = static_cast<float>(kLampReach.width) / 2;
  const float half_height = static_cast<float>(kLampReach.height) / 2;
  auto out = mask_.begin();
  for (int y = 0; y < kLampReach.height; ++y) {
    const float dy = static_cast<float>(y) / half_height - 1;
    for (int x = 0; x < kLampReach.width; ++x) {
      const float dx = static_cast<float>(x) / half_width - 1;
      const float inside = std::max(0.0F, 1 - dx * dx - dy * dy);
      *out++ = static_cast<std::uint8_t>(kGainMax * inside);
    }
  }
}

void Lamp::light(const Picture& unlit, int level, Picture& lit) const {
  const auto width = static_cast<std::size_t>(kLampReach.width);
  for (int y = 0; y < kLampReach.height; ++y) {
    const std::size_t at =
        static_cast<std::size_t>(kLampReach.y + y) * static_cast<std::size_t>(unlit.width) +
        std::size_t{kLampReach.x};
    const std::uint8_t* from = unlit.y.data() + at;
    const std::uint8_t* gain = mask_.data() + static_cast<std::size_t>(y) * width;
    std::uint8_t* to = lit.y.data() + at;
    for (std::size_t x = 0; x < width; ++x) {
      to[x] = static_cast<std::uint8_t>(std::min(from[x] + gain[x] * level / 256, 235));
    }
  }
}

}  // namespace media
