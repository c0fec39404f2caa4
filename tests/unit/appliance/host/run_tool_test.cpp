// Goal: a tool gets its input, its words and nothing else, and its end is judged.

#include "appliance/host/run_tool.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace appliance {
namespace {

TEST(RunToolTest, ItsInputArrivesWhole) {
  const std::string input(1'000'000, 'x');
  EXPECT_TRUE(
      run_tool({.program = "/bin/sh", .words = {"-c", "test $(/usr/bin/wc -c) = 1000000"}}, input));
}

TEST(RunToolTest, ItSeesNothingOfOurEnvironment) {
  ASSERT_EQ(::setenv("CUSTODY_TEST_SECRET", "1", 1), 0);
  EXPECT_TRUE(
      run_tool({.program = "/bin/sh", .words = {"-c", "test -z \"$CUSTODY_TEST_SECRET\""}}, ""));
  ASSERT_EQ(::unsetenv("CUSTODY_TEST_SECRET"), 0);
}

TEST(RunToolTest, AFailureTellsWhatItSaid) {
  const auto failed =
      run_tool({.program = "/bin/sh", .words = {"-c", "echo no such chain >&2; exit 3"}}, "");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, base::ErrorKind::InvalidInput);
  EXPECT_NE(failed.error().message.find("no such chain"), std::string::npos);
}

TEST(RunToolTest, AMissingProgramAndOneThatHangsAreTold) {
  const auto missing = run_tool({.program = "/usr/sbin/no-such-tool", .words = {}}, "");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, base::ErrorKind::NotFound);
  const auto hangs = run_tool(
      {.program = "/bin/sleep", .words = {"1000"}, .time_max = std::chrono::seconds{0}}, "");
  ASSERT_FALSE(hangs);
  EXPECT_EQ(hangs.error().kind, base::ErrorKind::Timeout);
}

}  // namespace
}  // namespace appliance
