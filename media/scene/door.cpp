#include "media/scene/door.h"

#include "media/scene/script.h"

namespace media {
namespace {

int half_gap(float open) {
  return static_cast<int>(open * (static_cast<float>(kDoorway.width) / 2 - 12)) & ~1;
}

void draw_corridor(Canvas& canvas) {
  canvas.fill_downward(kDoorway, rgb(236, 226, 200), rgb(206, 190, 160));
  canvas.fill({kDoorway.x + 60, kDoorway.y + 60, 100, 214}, rgb(186, 170, 142));
  canvas.fill({kDoorway.x + 84, kDoorway.y + 20, 52, 10}, rgb(255, 252, 240));
  canvas.fill_downward({kDoorway.x, kDoorway.y + 274, kDoorway.width, 60}, rgb(150, 130, 104),
                       rgb(176, 158, 130));
}

void draw_panel(Canvas& canvas, int left) {
  const int width = kDoorway.width / 2;
  canvas.fill_downward({left, kDoorway.y, width, kDoorway.height}, rgb(132, 148, 156),
                       rgb(104, 118, 126));
  canvas.fill({left + 22, kDoorway.y + 30, width - 44, 150}, rgb(168, 190, 198));
  canvas.fill({left + 22, kDoorway.y + 30, width - 44, 6}, rgb(70, 82, 90));
  canvas.fill({left, kDoorway.y, 2, kDoorway.height}, rgb(66, 76, 84));
  canvas.fill({left + width - 2, kDoorway.y, 2, kDoorway.height}, rgb(66, 76, 84));
}

}  // namespace

Area door_gap(float open) {
  const int half = half_gap(open);
  return {kDoorway.x + kDoorway.width / 2 - half, kDoorway.y, 2 * half, kDoorway.height};
}

void draw_door(Picture& picture, float open) {
  Canvas canvas{picture};
  canvas.clip_to(kDoorway);
  draw_corridor(canvas);
  draw_panel(canvas, kDoorway.x - half_gap(open));
  draw_panel(canvas, kDoorway.x + kDoorway.width / 2 + half_gap(open));
}

}  // namespace media
