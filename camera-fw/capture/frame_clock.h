// When each picture is due. Pictures are counted from start on, whether or not anybody looks, so
// that a counter tells the time and a gap in counters is a gap in footage.
//
// Pure; safe from any thread.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/clock.h"

namespace camera_fw {

class FrameClock {
 public:
  FrameClock(base::SteadyTime start, int fps) : start_{start}, fps_{fps} {}

  base::SteadyTime due(std::uint64_t counter) const;
  // The last one due at `now`; zero before the first.
  std::uint64_t last_due(base::SteadyTime now) const;

  // The same moment on a media clock: exact as long as `rate` is a multiple of the frame rate, and
  // wraps as RTP does.
  std::uint32_t media_time(std::uint64_t counter, std::uint32_t rate) const;

 private:
  base::SteadyTime start_;
  int fps_;
};

}  // namespace camera_fw
