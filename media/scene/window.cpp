#include "media/scene/window.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "media/scene/canvas.h"
#include "media/scene/script.h"

namespace media {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

struct Sky {
  float day;   // 0 night, 1 full day
  float dusk;  // 0 to 1, around sunrise and sunset
  float hour;
};

Sky sky_at(std::chrono::sys_seconds now) {
  const std::int64_t second = now.time_since_epoch().count() % kSecondsPerDay;
  const float hour = static_cast<float>(second) / 3600;
  const float height = std::sin((hour - 6) / 12 * std::numbers::pi_v<float>);
  return {.day = std::clamp(height * 2.5F + 0.4F, 0.0F, 1.0F),
          .dusk = std::clamp(1 - std::abs(height) * 3.2F, 0.0F, 1.0F),
          .hour = hour};
}

std::uint32_t scrambled(std::uint32_t value) {
  value ^= value >> 16;
  value *= 0x7feb352dU;
  value ^= value >> 15;
  value *= 0x846ca68bU;
  return value ^ value >> 16;
}

void draw_air(Canvas& canvas, const Sky& sky) {
  const Color top = mixed(rgb(10, 14, 34), rgb(88, 148, 214), sky.day);
  const Color low = mixed(mixed(rgb(26, 30, 56), rgb(196, 218, 236), sky.day), rgb(236, 150, 92),
                          sky.dusk * 0.8F);
  canvas.fill_downward(kWindowGlass, top, low);
}

// The sun by day, the moon by night: each crosses the window in its twelve hours.
void draw_sun_or_moon(Canvas& canvas, const Sky& sky) {
  const bool day = sky.hour >= 6 && sky.hour < 18;
  const float share = (day ? sky.hour - 6 : std::fmod(sky.hour + 6, 24.0F)) / 12;
  const Spot centre{
      static_cast<float>(kWindowGlass.x) + share * static_cast<float>(kWindowGlass.width),
      static_cast<float>(kWindowGlass.y) + 300 - 240 * std::sin(share * std::numbers::pi_v<float>)};
  if (day) canvas.glow(centre, 110, 110, rgb(255, 236, 190), 0.7F);
  canvas.stroke(centre, centre, day ? 26 : 20, day ? 26 : 20,
                day ? rgb(255, 250, 226) : rgb(220, 224, 232));
}

void draw_clouds(Canvas& canvas, const Sky& sky, std::int64_t second, std::uint32_t seed) {
  const Color cloud = mixed(rgb(44, 48, 70), rgb(246, 248, 250), sky.day);
  for (std::uint32_t i = 0; i < 3; ++i) {
    const std::uint32_t dice = scrambled(seed * 7 + i);
    const auto drift = static_cast<float>((second * 2 + dice % 1000) % 1000);
    const float x = static_cast<float>(kWindowGlass.x) - 220 + drift;
    const float y = static_cast<float>(kWindowGlass.y) + 60 + static_cast<float>(dice / 1000 % 90);
    canvas.glow({x, y}, 110, 30, cloud, 0.75F);
    canvas.glow({x - 46, y + 12}, 80, 22, cloud, 0.6F);
    canvas.glow({x + 40, y - 14}, 70, 30, cloud, 0.7F);
  }
}

// Dark houses; at night some of their windows are lit, and change now and then.
void draw_town(Canvas& canvas, const Sky& sky, std::int64_t second, std::uint32_t seed) {
  const Color house = mixed(rgb(14, 16, 24), rgb(98, 108, 124), sky.day);
  const Color lit = rgb(250, 214, 140);
  const int bottom = kWindowGlass.y + kWindowGlass.height;
  for (int i = 0; i < 7; ++i) {
    const std::uint32_t dice = scrambled(seed + static_cast<std::uint32_t>(i) * 31);
    const int height = 60 + static_cast<int>(dice % 110);
    const int left = kWindowGlass.x + i * 80;
    canvas.fill({left, bottom - height, 76, height}, house);
    for (int light = 0; light < 12 && sky.day < 0.5F; ++light) {
      const auto minute = static_cast<std::uint32_t>(second / 600);
      if (scrambled(dice + static_cast<std::uint32_t>(light) + minute * 977) % 3 != 0) continue;
      const int y = bottom - height + 12 + light / 3 * 24;
      if (y < bottom - 10) canvas.fill({left + 10 + light % 3 * 22, y, 12, 10}, lit);
    }
  }
}

}  // namespace

void draw_window(Picture& picture, std::chrono::sys_seconds now, std::uint32_t seed) {
  Canvas canvas{picture};
  canvas.clip_to(kWindowGlass);
  const Sky sky = sky_at(now);
  const std::int64_t second = now.time_since_epoch().count();
  draw_air(canvas, sky);
  draw_sun_or_moon(canvas, sky);
  draw_clouds(canvas, sky, second, seed);
  draw_town(canvas, sky, second, seed);
  const Color bar = rgb(74, 72, 70);
  canvas.fill(
      {kWindowGlass.x + kWindowGlass.width / 2 - 6, kWindowGlass.y, 12, kWindowGlass.height}, bar);
  canvas.fill({kWindowGlass.x, kWindowGlass.y + 250, kWindowGlass.width, 8}, bar);
}

}  // namespace media
