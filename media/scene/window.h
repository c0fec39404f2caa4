// The window of the scene: a sky that follows the hour of the day, clouds, and a town below.
#pragma once

#include <chrono>
#include <cstdint>

#include "media/codec/picture.h"

namespace media {

// Draws the glass at kWindowGlass. Depends on the second only, so once a second is enough.
void draw_window(Picture& picture, std::chrono::sys_seconds now, std::uint32_t seed);

}  // namespace media
