// The sliding door of the scene and the corridor behind it.
#pragma once

#include "media/scene/canvas.h"

namespace media {

// Draws the doorway at kDoorway, `open` of 0 to 1.
void draw_door(Picture& picture, float open);

Area door_gap(float open);  // through which one sees what is behind

}  // namespace media
