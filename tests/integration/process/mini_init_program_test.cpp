// Goal: the mini_init program starts what it is told, ends with all of it on Ctrl-C, and does not
// go on without a program it needs.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/run_program.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/web_settings.h"

namespace {

namespace fs = std::filesystem;
using test_support::run_program;

constexpr const char* kMiniInit = CUSTODY_BIN_DIR "/mini_init";

class MiniInitProgramTest : public testing::Test {
 protected:
  MiniInitProgramTest() {
    test_support::write_web_settings(root_.path(), CUSTODY_API_DIR "/openapi.json");
  }
  ~MiniInitProgramTest() override {
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
  }

  std::vector<std::string> command(const std::string& unit) const {
    return {kMiniInit,    "--units", CUSTODY_UNITS_DIR, "--root",
            root_.path(), "--bin",   CUSTODY_BIN_DIR,   unit};
  }
  void start(const std::string& unit) {
    auto words = command(unit);
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const std::string log = root_ / "log";
    process_ = ::fork();
    if (process_ != 0) return;
    ::dup2(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), STDOUT_FILENO);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }
  std::string log() const {
    std::ifstream file{root_ / "log"};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  // Waits without a limit of its own: the test's is ctest's.
  void wait_for_log(const std::string& text) const {
    while (log().find(text) == std::string::npos) ::usleep(10'000);
  }
  std::vector<pid_t> children() const {
    const std::string number = std::to_string(process_);
    std::ifstream file{"/proc/" + number + "/task/" + number + "/children"};
    return {std::istream_iterator<pid_t>{file}, {}};
  }
  int ended() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  test_support::TemporaryDirectory root_;
  pid_t process_ = 0;
};

TEST_F(MiniInitProgramTest, CtrlCStopsEverythingItStarted) {
  start("custody.target");
  wait_for_log("custody.target is started");
  const auto running = children();
  EXPECT_EQ(running.size(), 3U);  // the host helper waits for its first request

  ::kill(process_, SIGINT);
  EXPECT_EQ(ended(), 0);
  for (const pid_t child : running) EXPECT_NE(::kill(child, 0), 0);
  EXPECT_NE(log().find("[custodyd.service] not applied here:"), std::string::npos);
}

TEST_F(MiniInitProgramTest, ItsOwnDeathLeavesNothingRunning) {
  start("custody-keeper.service");
  wait_for_log("custody-keeper.service is ready");
  const auto running = children();
  ASSERT_EQ(running.size(), 1U);
  ::kill(process_, SIGKILL);
  EXPECT_EQ(ended(), 128 + SIGKILL);
  // The kernel ends it with its parent; whoever adopts it may take a moment to collect it.
  const auto runs = [&] {
    std::ifstream stat{"/proc/" + std::to_string(running[0]) + "/stat"};
    std::string number;
    std::string name;
    std::string state;
    return (stat >> number >> name >> state) && state != "Z";
  };
  while (runs()) ::usleep(10'000);
}

TEST_F(MiniInitProgramTest, ProgramThatCannotStartEndsItWithTheReason) {
  fs::create_directories(root_ / "etc/custody");
  std::ofstream{root_ / "etc/custody/recorder.toml"} << "voluem = 1\n";
  const auto result = run_program(command("custody.target"));
  EXPECT_EQ(result.status, 1);
  EXPECT_NE(result.out.find("[mini_init] custody-recorder.service cannot start (exit status 78): "
                            "custody-recorder: recorder.toml:1: unknown key 'voluem'"),
            std::string::npos)
      << result.out;
}

TEST_F(MiniInitProgramTest, UnknownUnitIsTold) {
  const auto result = run_program(command("nothing.service"));
  EXPECT_EQ(result.status, 1);
  EXPECT_NE(result.out.find("no unit nothing.service"), std::string::npos);
}

TEST_F(MiniInitProgramTest, BadUsageIsOneLineAndStatusTwo) {
  auto words = command("custody.target");
  words.insert(words.end() - 1, {"--listen", "web"});
  EXPECT_EQ(run_program(words).status, 2);
  EXPECT_EQ(run_program({kMiniInit, "custody.target"}).status, 2);
}

}  // namespace
