// Goal: one code, good once, known to the console alone. Method: a file system in memory.

#include "appliance/access/claim_code.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/real_file_system.h"
#include "tests/support/temporary_directory.h"

namespace appliance {
namespace {

class ClaimCodeTest : public testing::Test {
 protected:
  std::unique_ptr<ClaimCode> open(bool claimed = false) {
    return ClaimCode::load_or_make(files_, path_, claimed).value();
  }

  test_support::TemporaryDirectory directory_;
  base::RealFileSystem files_;
  std::string path_ = std::string{directory_.path()} + "/claim-code";
};

TEST_F(ClaimCodeTest, IsTwelveLettersInGroupsOfFour) {
  const std::string text = open()->text().value();
  ASSERT_EQ(text.size(), 14U);
  EXPECT_EQ(text[4], '-');
  EXPECT_EQ(text[9], '-');
  EXPECT_EQ(text.find_first_of("ILOU"), std::string::npos);
}

TEST_F(ClaimCodeTest, StaysTheSameUntilItIsUsed) {
  const std::string text = open()->text().value();
  EXPECT_EQ(open()->text(), text);
}

TEST_F(ClaimCodeTest, IsReadableToNobodyElse) {
  (void)open();
  EXPECT_EQ(std::filesystem::status(path_).permissions() & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(ClaimCodeTest, MatchesHoweverItIsTyped) {
  const auto code = open();
  std::string typed = code->text().value();
  for (char& letter : typed) letter = static_cast<char>(std::tolower(letter));
  EXPECT_TRUE(code->matches(typed));
  std::erase(typed, '-');
  EXPECT_TRUE(code->matches(typed));
  EXPECT_TRUE(code->matches(" " + typed + " "));
  EXPECT_FALSE(code->matches(typed + "0"));
  EXPECT_FALSE(code->matches(typed.substr(1)));
  EXPECT_FALSE(code->matches(""));
  EXPECT_FALSE(code->matches(std::string(1000, '0')));
}

// R011.
TEST_F(ClaimCodeTest, IsGoneForGoodOnceUsed) {
  const auto code = open();
  const std::string text = code->text().value();
  ASSERT_TRUE(code->destroy());
  EXPECT_FALSE(code->matches(text));
  EXPECT_FALSE(code->matches(""));
  EXPECT_EQ(code->text(), std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(ClaimCodeTest, OneLeftBehindByAnInterruptedClaimGoes) {
  const std::string text = open()->text().value();
  EXPECT_FALSE(open(true)->matches(text));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(ClaimCodeTest, AFileThatIsNoCodeIsReplaced) {
  ASSERT_TRUE(base::write_file_atomically(files_, path_, base::as_bytes("hello")));
  EXPECT_FALSE(open()->matches("hello"));
  EXPECT_EQ(open()->text().value().size(), 14U);
}

}  // namespace
}  // namespace appliance
