// The room in which the scene plays, without anything that moves: drawn once.
#pragma once

#include <cstdint>

#include "media/codec/picture.h"

namespace media {

void draw_backdrop(Picture& picture, std::uint32_t seed);

}  // namespace media
