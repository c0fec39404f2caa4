// Drawing on a picture: filled areas, soft round shapes, and restoring what was drawn over.
//
// Everything is cut to the clip area. Areas are even on all sides, as 4:2:0 wants. Not thread-safe.
#pragma once

#include <cstdint>

#include "media/codec/picture.h"

namespace media {

struct Color {
  std::uint8_t y = 16;
  std::uint8_t u = 128;
  std::uint8_t v = 128;
};

// Limited-range BT.709 of a colour given as 0 to 255 each.
Color rgb(int red, int green, int blue);
Color mixed(const Color& a, const Color& b, float share_of_b);

struct Area {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  bool empty() const { return width <= 0 || height <= 0; }
  bool operator==(const Area&) const = default;
};

Area intersection(const Area& a, const Area& b);
Area even(const Area& area);  // grown to even sides

struct Spot {
  float x = 0;
  float y = 0;
};

class Canvas {
 public:
  explicit Canvas(Picture& picture)
      : picture_{picture}, clip_{0, 0, picture.width, picture.height} {}

  void clip_to(const Area& area);  // within the picture; grown to even sides

  void fill(const Area& area, const Color& color);
  void fill_downward(const Area& area, const Color& top, const Color& bottom);  // a gradient
  // A thick line with round ends, `radius` may differ from end to end; a dot when they are one.
  void stroke(Spot from, Spot to, float radius_from, float radius_to, const Color& color);
  // A filled ellipse that fades towards its edge.
  void glow(Spot centre, float radius_x, float radius_y, const Color& color, float opacity);

 private:
  template <typename Coverage>
  void cover(const Area& box, const Color& color, Coverage coverage);

  Picture& picture_;
  Area clip_;
};

// Copies an even area between pictures of one size.
void copy_area(const Picture& from, Picture& to, const Area& area);

}  // namespace media
