// Goal: every program is used the same way: --help, --version, --config, and status 2 with one
// clear line for bad usage.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/support/run_program.h"
#include "tests/support/temporary_directory.h"

namespace {

using test_support::Ended;
using test_support::run_program;

std::string program(const std::string& name) {
  return CUSTODY_BIN_DIR "/" + name;
}

auto lines_in(const std::string& text) {
  return std::ranges::count(text, '\n');
}

class ProgramTest : public testing::TestWithParam<std::string> {
 protected:
  Ended run(std::vector<std::string> words) {
    words.insert(words.begin(), program(GetParam()));
    return run_program(std::move(words));
  }
  // What each needs besides --config to go as far as reading it.
  std::vector<std::string> needed_words() const {
    if (GetParam() == "custody") return {"status"};
    if (GetParam() == "custody-worker") return {"thumbnail"};
    return {};
  }
  Ended run_with_config(const std::string& text) {
    const std::string path = folder_ / "site.toml";
    std::ofstream{path} << text;
    auto words = needed_words();
    words.insert(words.begin(), {"--config", path});
    return run(words);
  }

  test_support::TemporaryDirectory folder_;
};

TEST_P(ProgramTest, HelpNamesTheProgramAndItsOptions) {
  const auto ended = run({"--help"});
  EXPECT_EQ(ended.status, 0);
  EXPECT_NE(ended.out.find("Usage: " + GetParam()), std::string::npos);
  EXPECT_NE(ended.out.find("--config FILE"), std::string::npos);
  EXPECT_EQ(ended.err, "");
}

TEST_P(ProgramTest, VersionIsNameAndNumber) {
  const auto ended = run({"--version"});
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.out, GetParam() + " 0.1.0\n");
}

TEST_P(ProgramTest, BadUsageIsOneLineAndStatusTwo) {
  for (const auto& words :
       {std::vector<std::string>{"--colour"}, std::vector<std::string>{"--config"},
        std::vector<std::string>{"a", "b", "c"}}) {
    const auto ended = run(words);
    EXPECT_EQ(ended.status, 2) << words.front();
    EXPECT_EQ(ended.out, "");
    EXPECT_TRUE(ended.err.starts_with(GetParam() + ": ")) << ended.err;
    EXPECT_EQ(lines_in(ended.err), 1) << ended.err;
  }
}

TEST_P(ProgramTest, UnknownKeyIsNamedWithFileAndLine) {
  const auto ended = run_with_config("\n\nvoluem = \"/srv\"\n");
  EXPECT_EQ(ended.status, 78);
  EXPECT_EQ(ended.err, GetParam() + ": site.toml:3: unknown key 'voluem'\n");
}

TEST_P(ProgramTest, BrokenFileIsToldByLine) {
  const auto ended = run_with_config("[web\n");
  EXPECT_EQ(ended.status, 78);
  EXPECT_TRUE(ended.err.starts_with(GetParam() + ": site.toml:1: ")) << ended.err;
  EXPECT_EQ(lines_in(ended.err), 1) << ended.err;
}

TEST_P(ProgramTest, MissingFileIsTold) {
  auto words = needed_words();
  words.insert(words.begin(), {"--config", "/nonexistent/site.toml"});
  const auto ended = run(words);
  EXPECT_EQ(ended.status, 78);
  EXPECT_EQ(ended.err, GetParam() + ": cannot open configuration file /nonexistent/site.toml\n");
}

INSTANTIATE_TEST_SUITE_P(All, ProgramTest,
                         testing::Values("custody", "custody-camera", "custody-host",
                                         "custody-keeper", "custody-recorder", "custody-worker",
                                         "custodyd"),
                         [](const auto& chosen) {
                           std::string name = chosen.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

TEST(WorkerTest, UnknownJobIsBadUsage) {
  const auto ended = run_program({program("custody-worker"), "frobnicate"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_EQ(ended.err, "custody-worker: unknown job 'frobnicate'; see --help\n");
}

TEST(DaemonTest, MistypedSettingIsToldWithTheNameThatWasMeant) {
  const test_support::TemporaryDirectory folder;
  const std::string path = folder / "recorder.toml";
  std::ofstream{path} << "stop_tiem = \"5s\"\n";
  const auto ended = run_program({program("custody-recorder"), "--config", path});
  EXPECT_EQ(ended.status, 78);
  EXPECT_EQ(ended.err,
            "custody-recorder: recorder.toml:1: unknown key 'stop_tiem'; did you mean "
            "'stop_time'?\n");
}

TEST(EmptyMachineTest, MachineWithoutProgramsIsToldAndStatusIsOne) {
  const test_support::TemporaryDirectory folder;
  const auto ended = run_program({program("custody"), "status", "--runtime", folder.path()});
  EXPECT_EQ(ended.status, 1);
  EXPECT_NE(ended.out.find("custody-keeper     absent"), std::string::npos) << ended.out;
}

}  // namespace
