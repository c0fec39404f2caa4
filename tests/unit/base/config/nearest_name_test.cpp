// Goal: a slip of the finger is recognised; an unrelated word is not "corrected".

#include "base/config/nearest_name.h"

#include <gtest/gtest.h>

#include <vector>

namespace base {
namespace {

const std::vector<std::string> kKnown{"volume", "volumes", "web.port", "retention"};

TEST(NearestNameTest, OneSlipIsRecognised) {
  EXPECT_EQ(nearest_name("voluem", kKnown), "volume");
  EXPECT_EQ(nearest_name("volme", kKnown), "volume");
  EXPECT_EQ(nearest_name("vollume", kKnown), "volume");
  EXPECT_EQ(nearest_name("web.prot", kKnown), "web.port");
}

TEST(NearestNameTest, ThreeSlipsAtMostAndAThirdOfTheLetters) {
  EXPECT_EQ(nearest_name("retensjun", kKnown), "retention");
  EXPECT_EQ(nearest_name("rxtxnsjun", kKnown), "");
  EXPECT_EQ(nearest_name("we", std::vector<std::string>{"wb"}), "");
}

TEST(NearestNameTest, VeryLongNameIsNotCompared) {
  const std::vector<std::string> known{std::string(128, 'a') + "b"};
  EXPECT_EQ(nearest_name(std::string(129, 'a'), known), "");
}

}  // namespace
}  // namespace base
