// Goal: times survive the way to disk and back, and impossible ones are errors.

#include "base/ticks.h"

#include <gtest/gtest.h>

#include <limits>

namespace base {
namespace {

TEST(TicksTest, AnchorsOfTheScaleAreWhereTheStandardPutsThem) {
  EXPECT_EQ(to_ticks(*parse_rfc3339("1970-01-01T00:00:00Z")).count, 116'444'736'000'000'000U);
  EXPECT_EQ(to_ticks(*parse_rfc3339("1970-01-01T00:00:01Z")).count, 116'444'736'010'000'000U);
}

TEST(TicksTest, WallTimesReadBackToAHundredNanoseconds) {
  const WallTime time = *parse_rfc3339("2026-11-20T21:14:08.123456789Z");
  EXPECT_EQ(*to_wall_time(to_ticks(time)), time - std::chrono::nanoseconds{89});
  const WallTime before_1970{std::chrono::nanoseconds{-1}};  // rounds down, not towards zero
  EXPECT_EQ(*to_wall_time(to_ticks(before_1970)), WallTime{std::chrono::nanoseconds{-100}});
}

TEST(TicksTest, TimesThatWallTimeCannotHoldAreErrors) {
  const Ticks last = to_ticks(WallTime::max());
  EXPECT_TRUE(to_wall_time(last));
  EXPECT_FALSE(to_wall_time({last.count + 1}));
  const Ticks first = to_ticks(WallTime::min());
  EXPECT_FALSE(to_wall_time(first));  // begins before WallTime does
  EXPECT_TRUE(to_wall_time({first.count + 1}));
  EXPECT_FALSE(to_wall_time({}));
  EXPECT_FALSE(to_wall_time({std::numeric_limits<std::uint64_t>::max()}));
}

TEST(TicksTest, ADayEndsAtMidnightUtc) {
  const Day day = day_of(to_ticks(*parse_rfc3339("2026-11-20T23:59:59.999Z")));
  EXPECT_EQ(day_name(day), "2026-11-20");
  EXPECT_EQ(day_of(to_ticks(*parse_rfc3339("2026-11-21T00:00:00Z"))), day + 1);
  EXPECT_EQ(day_of({std::numeric_limits<std::uint64_t>::max()}), 21'350'398U);
}

TEST(TicksTest, DayNamesReadBack) {
  for (const char* name : {"1601-01-01", "1970-01-01", "2024-02-29", "9999-12-31"}) {
    EXPECT_EQ(day_name(*parse_day_name(name)), name);
  }
  EXPECT_EQ(*parse_day_name("1601-01-01"), 0U);
  EXPECT_EQ(*parse_day_name("9999-12-31"), kDayMax);
}

TEST(TicksTest, OnlyOneSpellingOfADayIsAccepted) {
  for (const char* name :
       {"", "2026-11-2", "2026-11-200", "2026-13-01", "2026-02-30", "1600-12-31", "2026/11/20",
        "-026-11-20", "2026-1 -20", "2026-+1-20", "20261120  ", "2026-00-10"}) {
    EXPECT_FALSE(parse_day_name(name)) << name;
  }
}

}  // namespace
}  // namespace base
