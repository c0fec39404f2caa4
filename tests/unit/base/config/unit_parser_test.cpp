// Goal: a duration or size means exactly one thing, or is refused.

#include "base/config/unit_parser.h"

#include <gtest/gtest.h>

#include <limits>

namespace base {
namespace {

using namespace std::chrono_literals;

TEST(UnitParserTest, EachDurationUnitIsKnownAndPrintedBack) {
  for (const auto& [text, time] :
       std::vector<std::pair<std::string, std::chrono::milliseconds>>{{"0ms", 0ms},
                                                                      {"250ms", 250ms},
                                                                      {"5s", 5s},
                                                                      {"2min", 2min},
                                                                      {"3h", 3h},
                                                                      {"45d", 1080h}}) {
    ASSERT_TRUE(parse_duration(text)) << text;
    EXPECT_EQ(*parse_duration(text), time);
    EXPECT_EQ(format_duration(time), text);
  }
}

TEST(UnitParserTest, EachSizeUnitIsKnown) {
  for (const auto& [text, bytes] :
       std::vector<std::pair<std::string, std::uint64_t>>{{"7B", 7},
                                                          {"1KiB", 1024},
                                                          {"1MiB", 1 << 20},
                                                          {"10GiB", 10ULL << 30},
                                                          {"1TiB", 1ULL << 40},
                                                          {"1kB", 1000},
                                                          {"1MB", 1'000'000},
                                                          {"1GB", 1'000'000'000},
                                                          {"4TB", 4'000'000'000'000}}) {
    ASSERT_TRUE(parse_size(text)) << text;
    EXPECT_EQ(*parse_size(text), bytes);
  }
  EXPECT_EQ(format_size(10ULL << 30), "10GiB");
  EXPECT_EQ(format_size(1'000'000), "1000000B");
}

TEST(UnitParserTest, WhatIsNotANumberAndAUnitIsRefused) {
  for (const char* text : {"", "5", "s", "-5s", "+5s", " 5s", "5 s", "5S", "5.5s", "5ss", "0x5s"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
  for (const char* text : {"", "10", "GiB", "-1B", "1 GiB", "1gib", "1.5GiB", "1KB"}) {
    EXPECT_FALSE(parse_size(text)) << text;
  }
}

TEST(UnitParserTest, WhatDoesNotFitIsRefused) {
  EXPECT_EQ(*parse_size("18446744073709551615B"), std::numeric_limits<std::uint64_t>::max());
  EXPECT_FALSE(parse_size("18446744073709551616B"));
  EXPECT_TRUE(parse_size("16777215TiB"));
  EXPECT_FALSE(parse_size("16777216TiB"));
  EXPECT_TRUE(parse_duration("9223372036854775807ms"));
  EXPECT_FALSE(parse_duration("9223372036854775808ms"));
  EXPECT_FALSE(parse_duration("9223372036854775807s"));
}

}  // namespace
}  // namespace base
