#include "media/scene/canvas.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace media {
namespace {

std::uint8_t to_level(double value) {
  return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

std::uint8_t blended(std::uint8_t below, std::uint8_t above, int share_of_256) {
  return static_cast<std::uint8_t>(below + ((above - below) * share_of_256 + 128) / 256);
}

int to_share(float coverage) {
  return static_cast<int>(std::clamp(coverage, 0.0F, 1.0F) * 256);
}

std::uint8_t* row_of(std::vector<std::uint8_t>& plane, int width, int x, int y) {
  return plane.data() + std::ptrdiff_t{y} * width + x;
}

const std::uint8_t* row_of(const std::vector<std::uint8_t>& plane, int width, int x, int y) {
  return plane.data() + std::ptrdiff_t{y} * width + x;
}

Area box_around(Spot a, Spot b, float reach_x, float reach_y) {
  const int left = static_cast<int>(std::floor(std::min(a.x, b.x) - reach_x));
  const int top = static_cast<int>(std::floor(std::min(a.y, b.y) - reach_y));
  const int right = static_cast<int>(std::ceil(std::max(a.x, b.x) + reach_x)) + 1;
  const int bottom = static_cast<int>(std::ceil(std::max(a.y, b.y) + reach_y)) + 1;
  return even({left, top, right - left, bottom - top});
}

}  // namespace

Color rgb(int red, int green, int blue) {
  const double luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return {.y = to_level(16 + luma * 219 / 255),
          .u = to_level(128 + (blue - luma) / 1.8556 * 224 / 255),
          .v = to_level(128 + (red - luma) / 1.5748 * 224 / 255)};
}

Color mixed(const Color& a, const Color& b, float share_of_b) {
  const int share = to_share(share_of_b);
  return {blended(a.y, b.y, share), blended(a.u, b.u, share), blended(a.v, b.v, share)};
}

Area intersection(const Area& a, const Area& b) {
  const int x = std::max(a.x, b.x);
  const int y = std::max(a.y, b.y);
  return {x, y, std::min(a.x + a.width, b.x + b.width) - x,
          std::min(a.y + a.height, b.y + b.height) - y};
}

Area even(const Area& area) {
  const int x = area.x & ~1;
  const int y = area.y & ~1;
  return {x, y, (area.x + area.width - x + 1) & ~1, (area.y + area.height - y + 1) & ~1};
}

void Canvas::clip_to(const Area& area) {
  clip_ = intersection(even(area), {0, 0, picture_.width, picture_.height});
}

void Canvas::fill(const Area& area, const Color& color) {
  fill_downward(area, color, color);
}

void Canvas::fill_downward(const Area& area, const Color& top, const Color& bottom) {
  const Area cut = intersection(even(area), clip_);
  if (cut.empty()) return;
  for (int y = cut.y; y < cut.y + cut.height; ++y) {
    const float share = static_cast<float>(y - area.y) / static_cast<float>(area.height);
    const Color color = mixed(top, bottom, share);
    std::memset(row_of(picture_.y, picture_.width, cut.x, y), color.y,
                static_cast<std::size_t>(cut.width));
    if (y % 2 != 0) continue;
    const auto half = static_cast<std::size_t>(cut.width / 2);
    std::memset(row_of(picture_.u, picture_.width / 2, cut.x / 2, y / 2), color.u, half);
    std::memset(row_of(picture_.v, picture_.width / 2, cut.x / 2, y / 2), color.v, half);
  }
}

// `coverage(x, y)` is how much of a point the shape covers, 0 to 1.
template <typename Coverage>
void Canvas::cover(const Area& box, const Color& color, Coverage coverage) {
  const Area cut = intersection(box, clip_);
  if (cut.empty()) return;
  for (int y = cut.y; y < cut.y + cut.height; ++y) {
    std::uint8_t* luma = row_of(picture_.y, picture_.width, 0, y);
    for (int x = cut.x; x < cut.x + cut.width; ++x) {
      const int share = to_share(coverage(static_cast<float>(x), static_cast<float>(y)));
      luma[x] = blended(luma[x], color.y, share);
    }
  }
  for (int y = cut.y / 2; y < (cut.y + cut.height) / 2; ++y) {
    std::uint8_t* u = row_of(picture_.u, picture_.width / 2, 0, y);
    std::uint8_t* v = row_of(picture_.v, picture_.width / 2, 0, y);
    for (int x = cut.x / 2; x < (cut.x + cut.width) / 2; ++x) {
      const int share =
          to_share(coverage(2 * static_cast<float>(x) + 0.5F, 2 * static_cast<float>(y) + 0.5F));
      u[x] = blended(u[x], color.u, share);
      v[x] = blended(v[x], color.v, share);
    }
  }
}

void Canvas::stroke(Spot from, Spot to, float radius_from, float radius_to, const Color& color) {
  const float along_x = to.x - from.x;
  const float along_y = to.y - from.y;
  const float length_squared = std::max(along_x * along_x + along_y * along_y, 1e-6F);
  const float reach = std::max(radius_from, radius_to) + 1;
  cover(box_around(from, to, reach, reach), color, [&](float x, float y) {
    const float share =
        std::clamp(((x - from.x) * along_x + (y - from.y) * along_y) / length_squared, 0.0F, 1.0F);
    const float dx = x - from.x - share * along_x;
    const float dy = y - from.y - share * along_y;
    const float radius = radius_from + share * (radius_to - radius_from);
    return radius + 0.5F - std::sqrt(dx * dx + dy * dy);
  });
}

void Canvas::glow(Spot centre, float radius_x, float radius_y, const Color& color, float opacity) {
  cover(box_around(centre, centre, radius_x, radius_y), color, [&](float x, float y) {
    const float dx = (x - centre.x) / radius_x;
    const float dy = (y - centre.y) / radius_y;
    const float inside = 1 - dx * dx - dy * dy;
    return inside > 0 ? opacity * inside : 0;
  });
}

void copy_area(const Picture& from, Picture& to, const Area& area) {
  const Area cut = intersection(area, {0, 0, to.width, to.height});
  if (cut.empty()) return;
  const auto columns = static_cast<std::size_t>(cut.width);
  for (int y = cut.y; y < cut.y + cut.height; ++y) {
    std::memcpy(row_of(to.y, to.width, cut.x, y), row_of(from.y, from.width, cut.x, y), columns);
  }
  for (int y = cut.y / 2; y < (cut.y + cut.height) / 2; ++y) {
    std::memcpy(row_of(to.u, to.width / 2, cut.x / 2, y),
                row_of(from.u, from.width / 2, cut.x / 2, y), columns / 2);
    std::memcpy(row_of(to.v, to.width / 2, cut.x / 2, y),
                row_of(from.v, from.width / 2, cut.x / 2, y), columns / 2);
  }
}

}  // namespace media
