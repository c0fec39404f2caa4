// Goal: whatever a peer sends becomes a bounded value or a clear error, and what we print can be
// compared byte for byte.

#include "base/json/json.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(JsonTest, PrintsWhatItReadWithNamesInOrder) {
  const auto value = parse_json(R"({"b":[1,-2,0.5,true,null],"a":"\u00e9\n"})");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->dump(), "{\"a\":\"\u00e9\\n\",\"b\":[1,-2,0.5,true,null]}");
  EXPECT_EQ(*parse_json(value->dump()), *value);
}

TEST(JsonTest, RefusesWhatTwoReadersCouldUnderstandDifferently) {
  for (const char* text : {R"({"a":1,"a":2})", "[1,]", "[1] 2", "NaN", "1e999", "", "\"\xff\"",
                           "18446744073709551615", "123456789012345678901234567890"}) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value) << text;
    EXPECT_EQ(value.error().kind, ErrorKind::InvalidInput) << text;
  }
}

TEST(JsonTest, DepthIsBoundedOnBothSidesOfTheLimit) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(32)));
  EXPECT_FALSE(parse_json(nested(33)));
  EXPECT_FALSE(parse_json(nested(100'000)));
}

TEST(JsonTest, SizeIsBoundedOnBothSidesOfTheLimit) {
  const JsonLimits limits{.bytes_max = 4};
  EXPECT_TRUE(parse_json("[12]", limits));
  EXPECT_FALSE(parse_json("[123]", limits));
}

TEST(JsonTest, MissingMemberIsNamedInTheError) {
  const auto value = parse_json(R"({"port":"x"})").value();
  const auto port = value.get_int("port");
  ASSERT_FALSE(port);
  EXPECT_EQ(port.error().message, "'port' must be a whole number");
}

TEST(JsonTest, InvalidUtf8IsReplacedWhenPrinted) {
  EXPECT_EQ(Json{"a\xff"}.dump(), "\"a\uFFFD\"");
}

}  // namespace
}  // namespace base
