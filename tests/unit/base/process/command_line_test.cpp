// Goal: every program answers --help and --version, and bad usage is one line and status 2.

#include "base/process/command_line.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace base {
namespace {

class CommandLineTest : public testing::Test {
 protected:
  std::optional<int> parse(std::vector<const char*> words) {
    words.insert(words.begin(), "custody");
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const auto status = line_.parse(static_cast<int>(words.size()), words.data());
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return status;
  }

  CommandLine line_{"custody", "Records and proves", "1.2.3"};
  std::string out_;
  std::string err_;
};

TEST_F(CommandLineTest, HelpIsPrintedWithStatusZero) {
  EXPECT_EQ(parse({"--help"}), kExitOk);
  EXPECT_NE(out_.find("Records and proves"), std::string::npos);
  EXPECT_NE(out_.find("--config FILE"), std::string::npos);
}

TEST_F(CommandLineTest, VersionIsNameAndNumber) {
  EXPECT_EQ(parse({"--version"}), kExitOk);
  EXPECT_EQ(out_, "custody 1.2.3\n");
}

TEST_F(CommandLineTest, NothingGivenGoesOn) {
  EXPECT_EQ(parse({}), std::nullopt);
  EXPECT_EQ(line_.config_path(), std::nullopt);
  EXPECT_EQ(line_.command(), "");
}

TEST_F(CommandLineTest, ConfigurationFileIsTaken) {
  EXPECT_EQ(parse({"--config", "/etc/x.toml"}), std::nullopt);
  EXPECT_EQ(line_.config_path(), "/etc/x.toml");
}

TEST_F(CommandLineTest, UnknownOptionIsOneLineAndStatusTwo) {
  EXPECT_EQ(parse({"--colour"}), kExitUsage);
  EXPECT_EQ(out_, "");
  EXPECT_EQ(err_, "custody: The following argument was not expected: --colour; see --help\n");
}

TEST_F(CommandLineTest, OptionWithoutItsValueIsBadUsage) {
  EXPECT_EQ(parse({"--config"}), kExitUsage);
  EXPECT_EQ(err_, "custody: --config has a wrong number of values; see --help\n");
}

TEST_F(CommandLineTest, ArgumentWithNewlinesStaysOneLine) {
  EXPECT_EQ(parse({"a\nb"}), kExitUsage);
  EXPECT_EQ(std::ranges::count(err_, '\n'), 1);
}

TEST_F(CommandLineTest, RequiredOptionIsRequired) {
  std::string state;
  line_.options().add_value("--state", "DIR", "Where", state, Presence::Required);
  EXPECT_EQ(parse({}), kExitUsage);
  EXPECT_EQ(parse({"--state", "x"}), std::nullopt);
  EXPECT_EQ(state, "x");
}

TEST_F(CommandLineTest, RepeatedOptionKeepsEveryValueAndTakesNoWord) {
  std::vector<std::string> trusted;
  std::vector<std::string> files;
  line_.options().add_values("--trust", "FILE", "A root", trusted);
  line_.options().add_words("FILE", "What to check", files, 1, 2);
  EXPECT_EQ(parse({"--trust", "a", "--trust", "b", "c"}), std::nullopt);
  EXPECT_EQ(trusted, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(files, std::vector<std::string>{"c"});
}

TEST_F(CommandLineTest, NumberOfWordsIsBoundedOnBothSides) {
  std::vector<std::string> files;
  line_.options().add_words("FILE", "What to check", files, 1, 2);
  EXPECT_EQ(parse({}), kExitUsage);
  EXPECT_EQ(parse({"a", "b"}), std::nullopt);
  EXPECT_EQ(parse({"a", "b", "c"}), kExitUsage);
}

TEST_F(CommandLineTest, ProgramWithCommandsNeedsOneItKnows) {
  bool json = false;
  line_.add_command("status", "Ask").add_flag("--json", "As JSON", json);
  EXPECT_EQ(parse({}), kExitUsage);
  EXPECT_EQ(err_, "custody: a command is required; see --help\n");
  EXPECT_EQ(parse({"frob"}), kExitUsage);
  EXPECT_EQ(err_, "custody: unknown command 'frob'; see --help\n");
  EXPECT_EQ(parse({"status", "--json", "--config", "x"}), std::nullopt);
  EXPECT_EQ(line_.command(), "status");
  EXPECT_TRUE(json);
  EXPECT_EQ(line_.config_path(), "x");
}

TEST_F(CommandLineTest, CommandHasItsOwnHelp) {
  line_.add_command("status", "Ask each program");
  EXPECT_EQ(parse({"status", "--help"}), kExitOk);
  EXPECT_NE(out_.find("Ask each program"), std::string::npos);
}

TEST_F(CommandLineTest, ConfigurationMistakesAreOneLineEachAndStatus78) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(line_.misconfigured({ErrorKind::InvalidInput, "x:1: a\nx:2: b"}), kExitConfig);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "custody: x:1: a\ncustody: x:2: b\n");
}

}  // namespace
}  // namespace base
