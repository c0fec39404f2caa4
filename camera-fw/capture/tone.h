// What a camera without a microphone hears: a quiet tone, and a louder one as each second begins.
//
// G.711 mu-law, 8000 samples a second. Depends on the time only, so that streams that are joined
// late sound the same. Immutable; safe from any thread.
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace camera_fw {

inline constexpr std::uint32_t kToneRate = 8000;

class Tone {
 public:
  Tone();

  // The piece that goes with picture `counter` of `fps` a second.
  base::Bytes piece(std::uint64_t counter, int fps) const;

 private:
  base::Bytes second_;  // all seconds are alike
};

}  // namespace camera_fw
