// The lamp of the scene: how much brighter the room around the door becomes.
//
// Not thread-safe while made; then immutable.
#pragma once

#include <cstdint>
#include <vector>

#include "media/codec/picture.h"

namespace media {

class Lamp {
 public:
  Lamp();

  // Writes kLampReach of the unlit room, lit at `level` of 0 to 255, into `lit`.
  void light(const Picture& unlit, int level, Picture& lit) const;

 private:
  std::vector<std::uint8_t> mask_;  // luma gained at full level, over kLampReach
};

}  // namespace media
