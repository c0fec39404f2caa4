// Goal: a range is either exactly inside of the content, refused, or ignored.

#include "web/http/range_parser.h"

#include <gtest/gtest.h>

namespace http {
namespace {

TEST(RangeParserTest, RangesAreCutToTheContent) {
  EXPECT_EQ(parse_range("bytes=0-0", 10), RangeChoice{(ByteRange{0, 0})});
  EXPECT_EQ(parse_range("bytes=2-", 10), RangeChoice{(ByteRange{2, 9})});
  EXPECT_EQ(parse_range("bytes=9-99", 10), RangeChoice{(ByteRange{9, 9})});
  EXPECT_EQ(parse_range("bytes=-3", 10), RangeChoice{(ByteRange{7, 9})});
  EXPECT_EQ(parse_range("bytes=-99", 10), RangeChoice{(ByteRange{0, 9})});
}

TEST(RangeParserTest, OutsideOfTheContentIsNotSatisfiable) {
  EXPECT_EQ(parse_range("bytes=10-", 10), RangeChoice{RangeNotSatisfiable{}});
  EXPECT_EQ(parse_range("bytes=-0", 10), RangeChoice{RangeNotSatisfiable{}});
  EXPECT_EQ(parse_range("bytes=0-", 0), RangeChoice{RangeNotSatisfiable{}});
}

TEST(RangeParserTest, EverythingElseIsIgnored) {
  for (const char* value : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=3-2", "items=0-1",
                            "bytes=0-1,3-4", "bytes= 0-1", "bytes=0-1 ", "bytes=--1",
                            "bytes=18446744073709551617-", "bytes=0-99999999999999999999"}) {
    EXPECT_EQ(parse_range(value, 10), RangeChoice{WholeBody{}}) << value;
  }
}

}  // namespace
}  // namespace http
