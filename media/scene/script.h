// What happens in the film at a moment: where the walker is, how far the door stands open, how
// bright the lamp is. The film repeats every kFilmSeconds.
//
// Pure; safe from any thread.
#pragma once

#include "media/scene/canvas.h"

namespace media {

inline constexpr float kFilmSeconds = 40;

// Where the house stands, in pixels.
inline constexpr int kFloorTop = 700;
inline constexpr Area kDoorway{1310, 366, 220, 334};
inline constexpr Area kWindowGlass{160, 180, 560, 380};
inline constexpr Area kLampReach{980, 240, 880, 640};

struct WalkerPose {
  bool visible = false;
  Spot feet{};
  float height = 0;
  float stride = 0;     // angle within a pair of steps
  float facing = 0;     // -1 left, 1 right, 0 to or from us
  bool behind = false;  // beyond the door: seen only through it
};

struct Moment {
  WalkerPose walker;
  float door_open = 0;  // 0 to 1
  float lamp = 0;       // 0 to 1
};

Moment moment_at(double seconds);

}  // namespace media
