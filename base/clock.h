// Time as a constructor parameter: wall time to label things, steady time to measure them.
//
// Wall time may step; whatever must not (timeouts, countdowns, slewing) uses steady().
// Implementations are safe to call from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;  // UTC
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall() const = 0;
  virtual SteadyTime steady() const = 0;
};

class RealClock : public Clock {
 public:
  WallTime wall() const override;
  SteadyTime steady() const override;
};

// Whole seconds since 1970, rounded down, and back: how small state keeps its times.
std::int64_t seconds_of(WallTime time);
WallTime wall_time_of(std::int64_t seconds);

// RFC 3339 in UTC with milliseconds, 2026-11-20T21:14:08.250Z: the only form we print.
std::string format_rfc3339(WallTime time);

// Inverse of format_rfc3339(); also reads zero to nine fraction digits and numeric offsets.
// Years 1970 to 2261, what WallTime holds; a leap second 60 is refused.
Result<WallTime> parse_rfc3339(std::string_view text);

}  // namespace base
