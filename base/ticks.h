// Times as our formats and the camera signing standard write them: 100 ns since 1601-01-01 UTC,
// without leap seconds, in 64 bits. Zero means unknown.
//
// WallTime covers 1677 to 2262; Ticks cover that and much more, so only one way can fail.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <ratio>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace base {

using TickDuration = std::chrono::duration<std::uint64_t, std::ratio<1, 10'000'000>>;

struct Ticks {
  std::uint64_t count = 0;

  bool is_known() const { return count != 0; }
  auto operator<=>(const Ticks&) const = default;
};

Ticks to_ticks(WallTime time);               // rounded down to 100 ns
Result<WallTime> to_wall_time(Ticks ticks);  // inverse of to_ticks(); an error outside WallTime

// Whole UTC days since 1601-01-01; the day of a time that is unknown is 0.
using Day = std::uint32_t;

inline constexpr Day kDayMax = 3'067'670;  // 9999-12-31, the last one with a name

Day day_of(Ticks ticks);
std::string day_name(Day day);                      // 2026-11-20; asserts past kDayMax
Result<Day> parse_day_name(std::string_view text);  // inverse of day_name()

}  // namespace base
