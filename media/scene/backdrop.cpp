#include "media/scene/backdrop.h"

#include <array>
#include <cmath>

#include "media/scene/canvas.h"
#include "media/scene/script.h"

namespace media {
namespace {

struct Palette {
  Color wall_top;
  Color wall_bottom;
  Color accent;
};

Palette palette_of(std::uint32_t seed) {
  static const std::array<Palette, 5> kPalettes{{
      {rgb(196, 190, 178), rgb(168, 160, 148), rgb(40, 92, 112)},
      {rgb(178, 188, 192), rgb(146, 158, 164), rgb(150, 84, 52)},
      {rgb(190, 194, 180), rgb(158, 164, 148), rgb(72, 96, 58)},
      {rgb(200, 186, 176), rgb(170, 154, 144), rgb(98, 62, 92)},
      {rgb(186, 186, 190), rgb(154, 154, 160), rgb(160, 116, 40)},
  }};
  return kPalettes[seed % kPalettes.size()];
}

// Tiles in perspective: further away they are smaller, and the joints run to one point.
void draw_floor(Picture& picture, const Color& wall) {
  const Color light = mixed(rgb(150, 144, 136), wall, 0.2F);
  const Color dark = mixed(rgb(122, 117, 112), wall, 0.2F);
  constexpr float kMeetingY = 420;
  for (int y = kFloorTop; y < picture.height; ++y) {
    const float depth = static_cast<float>(y) - kMeetingY;
    const float row = 4200 / depth;
    const float shade = 0.55F + 0.45F * static_cast<float>(y - kFloorTop) /
                                    static_cast<float>(picture.height - kFloorTop);
    for (int x = 0; x < picture.width; ++x) {
      const float column = (static_cast<float>(x) - 960) / depth * 3.2F + 64;
      const bool odd = (static_cast<int>(row) + static_cast<int>(column)) % 2 != 0;
      const float joint = std::min(column - std::floor(column), row - std::floor(row));
      Color tile = odd ? dark : light;
      tile.y = static_cast<std::uint8_t>(static_cast<float>(tile.y) *
                                         (joint < 0.03F ? 0.8F : 1.0F) * shade);
      const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                      static_cast<std::size_t>(x);
      picture.y[at] = tile.y;
      if (x % 2 != 0 || y % 2 != 0) continue;
      const auto half =
          static_cast<std::size_t>(y / 2) * static_cast<std::size_t>(picture.width / 2) +
          static_cast<std::size_t>(x / 2);
      picture.u[half] = tile.u;
      picture.v[half] = tile.v;
    }
  }
}

void draw_wall(Canvas& canvas, const Palette& palette) {
  canvas.fill_downward({0, 0, 1920, kFloorTop}, palette.wall_top, palette.wall_bottom);
  canvas.fill({0, 0, 1920, 112}, mixed(palette.wall_top, rgb(20, 22, 26), 0.72F));
  canvas.fill({0, 112, 1920, 6}, mixed(palette.wall_bottom, rgb(0, 0, 0), 0.4F));
  canvas.fill({0, 604, 1920, 14}, palette.accent);
  canvas.fill({0, 676, 1920, 24}, mixed(palette.wall_bottom, rgb(30, 30, 32), 0.6F));
  for (int x = 0; x < 1920; x += 320) {
    canvas.fill({x, 118, 2, 486}, mixed(palette.wall_bottom, rgb(90, 88, 84), 0.4F));
  }
}

void draw_frames(Canvas& canvas, const Palette& palette) {
  const Color frame = rgb(74, 72, 70);
  canvas.fill(
      {kWindowGlass.x - 18, kWindowGlass.y - 18, kWindowGlass.width + 36, kWindowGlass.height + 36},
      frame);
  canvas.fill(
      {kWindowGlass.x - 34, kWindowGlass.y + kWindowGlass.height + 18, kWindowGlass.width + 68, 16},
      mixed(palette.wall_top, rgb(255, 255, 255), 0.4F));
  canvas.fill({kDoorway.x - 20, kDoorway.y - 22, kDoorway.width + 40, kDoorway.height + 22}, frame);
  canvas.fill({kDoorway.x + 60, kDoorway.y - 76, 100, 40}, rgb(18, 92, 58));  // the way out
  canvas.fill({kDoorway.x + 76, kDoorway.y - 60, 68, 8}, rgb(214, 240, 222));
  canvas.glow({static_cast<float>(kDoorway.x) + 110, 330}, 150, 44, rgb(120, 210, 160), 0.16F);
}

void draw_furniture(Canvas& canvas, const Palette& palette) {
  // A picture on the wall: hills under a low sun.
  canvas.fill({880, 236, 300, 212}, rgb(52, 44, 38));
  canvas.clip_to({894, 250, 272, 184});
  canvas.fill_downward({894, 250, 272, 184}, rgb(226, 176, 122), rgb(242, 222, 190));
  canvas.glow({1080, 350}, 60, 60, rgb(255, 244, 214), 1);
  canvas.stroke({900, 470}, {1020, 420}, 60, 44, palette.accent);
  canvas.stroke({1050, 470}, {1180, 440}, 60, 56, mixed(palette.accent, rgb(20, 30, 40), 0.5F));
  canvas.clip_to({0, 0, 1920, 1080});
  // A bench.
  canvas.glow({520, 792}, 260, 26, rgb(40, 38, 36), 0.6F);
  canvas.fill({300, 700, 440, 22}, mixed(palette.accent, rgb(90, 70, 50), 0.5F));
  canvas.fill({300, 722, 440, 6}, rgb(50, 44, 40));
  canvas.fill({330, 728, 16, 60}, rgb(56, 54, 54));
  canvas.fill({694, 728, 16, 60}, rgb(56, 54, 54));
  // A plant in its pot.
  canvas.glow({1740, 806}, 90, 18, rgb(40, 38, 36), 0.7F);
  for (int leaf = -4; leaf <= 4; ++leaf) {
    const auto lean = static_cast<float>(leaf);
    canvas.stroke({1740 + lean * 4, 720}, {1740 + lean * 30, 560 + lean * lean * 7}, 9, 3,
                  rgb(46 + leaf * 3, 104 + leaf * 6, 58));
  }
  canvas.stroke({1740, 736}, {1740, 780}, 44, 34, rgb(176, 104, 70));
}

}  // namespace

void draw_backdrop(Picture& picture, std::uint32_t seed) {
  const Palette palette = palette_of(seed);
  Canvas canvas{picture};
  draw_wall(canvas, palette);
  draw_floor(picture, palette.wall_bottom);
  draw_frames(canvas, palette);
  draw_furniture(canvas, palette);
}

}  // namespace media
