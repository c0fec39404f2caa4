// Goal: one printed form of time, and a reader that takes RFC 3339 and nothing near it.

#include "base/clock.h"

#include <gtest/gtest.h>

namespace base {
namespace {

using namespace std::chrono_literals;

TEST(ClockTest, PrintsUtcWithMilliseconds) {
  EXPECT_EQ(format_rfc3339(WallTime{1'763'673'248'250ms}), "2025-11-20T21:14:08.250Z");
  EXPECT_EQ(format_rfc3339(WallTime{-1ns}), "1969-12-31T23:59:59.999Z");
}

TEST(ClockTest, ReadsBackWhatItPrinted) {
  const WallTime time{1'763'673'248'250ms};
  EXPECT_EQ(*parse_rfc3339(format_rfc3339(time)), time);
}

TEST(ClockTest, ReadsOffsetsAndFractions) {
  const WallTime time{1'763'673'248s};
  EXPECT_EQ(*parse_rfc3339("2025-11-20T22:14:08+01:00"), time);
  EXPECT_EQ(*parse_rfc3339("2025-11-20T15:44:08-05:30"), time);
  EXPECT_EQ(*parse_rfc3339("2025-11-20T21:14:08.123456789Z"), time + 123'456'789ns);
}

TEST(ClockTest, RefusesEverythingElse) {
  for (const char* text :
       {"", "2025-11-20", "2025-11-20 21:14:08Z", "2025-11-20T21:14:08", "2025-02-29T00:00:00Z",
        "2025-11-20T24:00:00Z", "2025-11-20T23:59:60Z", "2025-11-20T21:14:08.Z",
        "1969-12-31T00:00:00Z", "2262-01-01T00:00:00Z", "2025-11-20T21:14:08Zx",
        "2025-11-20T21:14:08.1234567890Z", "2025-11-20T21:14:08+24:00"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

}  // namespace
}  // namespace base
