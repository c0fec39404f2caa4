// Goal: whoever takes over a worker holds a process that can do nothing.

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/run_program.h"

namespace {

using test_support::Ended;

Ended probe(const std::string& what) {
  return test_support::run_program({CUSTODY_TEST_BIN_DIR "/probe/custody_jail_probe", what});
}

class JailTest : public testing::TestWithParam<std::string> {};

TEST_P(JailTest, Kills) {
  const Ended ended = probe(GetParam());
  EXPECT_EQ(ended.status, 128 + SIGSYS);
  EXPECT_EQ(ended.out, "");
}

INSTANTIATE_TEST_SUITE_P(Attempts, JailTest,
                         testing::Values("open", "stat", "socket", "execve", "fork", "ptrace",
                                         "kill", "executable", "read_other"),
                         [](const auto& attempt) { return attempt.param; });

TEST(Jail, LetsTheWorkerCompute) {
  const Ended ended = probe("compute");
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.out, "computed");
}

TEST(Jail, HasLandlockBehindTheFilter) {
  const Ended ended = probe("landlock");
  EXPECT_EQ(ended.status, 0);
  EXPECT_TRUE(ended.out == "denied" || ended.out == "no landlock") << ended.out;
}

// A decoder's defect must be the worker's alone.
TEST(Programs, ThatRecordServeOrHoldKeysDoNotLinkFfmpeg) {
  for (const std::string name : {"custodyd", "custody-recorder", "custody-keeper"}) {
    const std::string path = CUSTODY_BIN_DIR "/" + name;
    std::string program(std::filesystem::file_size(path), '\0');
    ASSERT_TRUE(std::ifstream{path}.read(program.data(), std::ssize(program))) << name;
    EXPECT_EQ(program.find("libavcodec.so"), std::string::npos) << name;
  }
}

}  // namespace
