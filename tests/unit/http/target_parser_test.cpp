// Goal: a decoded target holds nothing that could mean something else to whoever uses it.

#include "web/http/target_parser.h"

#include <gtest/gtest.h>

namespace http {
namespace {

TEST(TargetParserTest, DecodesSegmentsAndQuery) {
  const auto target = parse_target("/api/v1/cameras/Front%20door?from=a%2Fb&text=two+words&flag");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->segments, (std::vector<std::string>{"api", "v1", "cameras", "Front door"}));
  EXPECT_EQ(*target->parameter("from"), "a/b");
  EXPECT_EQ(*target->parameter("text"), "two words");
  EXPECT_EQ(*target->parameter("flag"), "");
  EXPECT_EQ(target->parameter("to"), nullptr);
}

TEST(TargetParserTest, RootHasNoSegmentsAndATrailingSlashIsKept) {
  EXPECT_TRUE(parse_target("/")->segments.empty());
  EXPECT_EQ(parse_target("/a/")->segments, (std::vector<std::string>{"a", ""}));
}

TEST(TargetParserTest, EncodesBackToWhatItRead) {
  for (const char* text : {"/", "/a/", "/a%20b/c?x=1&y=%C3%A9", "/%E2%82%AC?%3D=%26"}) {
    const auto target = parse_target(text);
    ASSERT_TRUE(target) << text;
    EXPECT_EQ(parse_target(to_string(*target)).value(), *target) << text;
  }
}

class RefusedTargetTest : public testing::TestWithParam<std::string> {};

TEST_P(RefusedTargetTest, IsRefused) {
  EXPECT_FALSE(parse_target(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Tricks, RefusedTargetTest,
                         testing::Values("", "a", "*", "/..", "/a/../b", "/a/./b", "/%2e%2e/b",
                                         "/.%2E", "/a%2fb", "/a%5cb", "/a\\b", "/a%00", "/a%0ab",
                                         "/a%7f", "/a%", "/a%4", "/a%zz", "//a", "/a//b", "/a//",
                                         "/a b", "/a#b", "/\"", "/a\x80", "/%ff", "/%c0%af",
                                         "/%ed%a0%80", "/?x=%00", "/?x=%0d%0a", "/?x=1&x=2",
                                         "/?x=%f4%90%80%80", "/<a>"));

TEST(TargetParserTest, DotsInsideNamesAreNames) {
  EXPECT_EQ(parse_target("/.../a..b")->segments, (std::vector<std::string>{"...", "a..b"}));
}

TEST(TargetParserTest, LengthDepthAndParametersHaveLimits) {
  const std::string longest = "/" + std::string(kTargetBytesMax - 1, 'a');
  EXPECT_TRUE(parse_target(longest));
  EXPECT_FALSE(parse_target(longest + "a"));

  std::string deepest;
  for (std::size_t i = 0; i < kTargetSegmentsMax; ++i) deepest += "/a";
  EXPECT_TRUE(parse_target(deepest));
  EXPECT_FALSE(parse_target(deepest + "/a"));

  std::string most = "/?";
  for (std::size_t i = 0; i < kTargetParametersMax; ++i) most += "p" + std::to_string(i) + "&";
  EXPECT_TRUE(parse_target(most));
  EXPECT_FALSE(parse_target(most + "q"));
}

}  // namespace
}  // namespace http
