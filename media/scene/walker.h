// Somebody who walks through the scene.
#pragma once

#include <cstdint>

#include "media/scene/canvas.h"
#include "media/scene/script.h"

namespace media {

// Draws the walker and his shadow, cut to the canvas's clip.
void draw_walker(Canvas& canvas, const WalkerPose& pose, std::uint32_t seed);

Area walker_area(const WalkerPose& pose);  // all that he covers; even, empty when invisible

}  // namespace media
