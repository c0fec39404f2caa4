// Shell scripts stand in for the worker; the real one runs in tests/integration/worker.
#include "nvr/worker/worker_runner.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <fstream>

#include "base/named_thread.h"
#include "tests/support/temporary_directory.h"

namespace nvr {
namespace {

using std::chrono::milliseconds;

class WorkerRunnerTest : public testing::Test {
 protected:
  WorkerRunnerTest() { ::signal(SIGPIPE, SIG_IGN); }
  // Everything started has been reaped: this process has no child left.
  ~WorkerRunnerTest() override {
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
  }

  WorkerRunner::Options options(const std::string& script) {
    const std::string path = folder_ / "worker";
    std::ofstream{path} << "#!/bin/sh\n" << script << '\n';
    ::chmod(path.c_str(), 0700);
    return {.program = path, .time_max = milliseconds{60'000}};
  }
  base::Result<base::Bytes> run(const std::string& script, std::string_view input = "") {
    WorkerRunner runner{options(script)};
    return runner.run("job", base::as_bytes(input));
  }
  static std::string text(const base::Result<base::Bytes>& output) {
    return output ? std::string{base::as_text(*output)} : output.error().message;
  }
  static base::ErrorKind kind(const base::Result<base::Bytes>& output) {
    EXPECT_FALSE(output);
    return output ? base::ErrorKind::Io : output.error().kind;
  }

  test_support::TemporaryDirectory folder_;
};

TEST_F(WorkerRunnerTest, GivesBackWhatTheWorkerWrote) {
  EXPECT_EQ(text(run("cat", "some bytes")), "some bytes");
}

TEST_F(WorkerRunnerTest, CarriesMoreThanAPipeHoldsBothWays) {
  const std::string input(900'000, 'x');
  EXPECT_EQ(text(run("cat", input)), input);
}

TEST_F(WorkerRunnerTest, TellsTheWorkerItsJob) {
  EXPECT_EQ(text(run("echo \"$1 of $#\"")), "job of 1\n");
}

TEST_F(WorkerRunnerTest, GivesTheWorkerNoEnvironmentAndNoOtherDescriptor) {
  EXPECT_EQ(text(run("/bin/cat /proc/$$/environ")), "");
  // 3 is the listing itself.
  EXPECT_EQ(text(run("/bin/ls -1 /proc/self/fd | /usr/bin/tr '\\n' ' '")), "0 1 2 3 ");
}

TEST_F(WorkerRunnerTest, RefusedInputIsTold) {
  EXPECT_EQ(kind(run("exit 65", "junk")), base::ErrorKind::InvalidInput);
}

TEST_F(WorkerRunnerTest, WorkerThatDoesNotReadIsNoHang) {
  EXPECT_EQ(kind(run("exit 1", std::string(900'000, 'x'))), base::ErrorKind::Unavailable);
}

TEST_F(WorkerRunnerTest, CrashIsAnError) {
  EXPECT_EQ(kind(run("kill -SEGV $$")), base::ErrorKind::Corrupt);
}

TEST_F(WorkerRunnerTest, TooMuchOutputIsAnError) {
  auto limited = options("/usr/bin/yes");
  limited.output_bytes_max = 1000;
  EXPECT_EQ(kind(WorkerRunner{limited}.run("job", {})), base::ErrorKind::Corrupt);
}

TEST_F(WorkerRunnerTest, TooMuchInputStartsNothing) {
  auto limited = options("touch started");
  limited.input_bytes_max = 3;
  EXPECT_EQ(kind(WorkerRunner{limited}.run("job", base::as_bytes("four"))),
            base::ErrorKind::InvalidInput);
}

TEST_F(WorkerRunnerTest, WorkerThatHangsIsKilled) {
  auto hasty = options("exec /bin/sleep 1000");
  hasty.time_max = milliseconds{50};
  EXPECT_EQ(kind(WorkerRunner{hasty}.run("job", {})), base::ErrorKind::Timeout);
}

TEST_F(WorkerRunnerTest, WorkerThatClosesItsOutputAndHangsIsKilled) {
  auto hasty = options("exec /bin/sleep 1000 >&-");
  hasty.time_max = milliseconds{50};
  EXPECT_EQ(kind(WorkerRunner{hasty}.run("job", {})), base::ErrorKind::Timeout);
}

TEST_F(WorkerRunnerTest, MissingProgramIsAnError) {
  WorkerRunner runner{{.program = folder_ / "nothing"}};
  EXPECT_EQ(kind(runner.run("job", {})), base::ErrorKind::Unavailable);
}

TEST_F(WorkerRunnerTest, OnlySoManyRunAtOnce) {
  // The first holds the only place until the second has been told that there is none.
  const std::string gate = folder_ / "gate";
  const std::string running = folder_ / "running";
  ASSERT_EQ(::mkfifo(gate.c_str(), 0600), 0);
  ASSERT_EQ(::mkfifo(running.c_str(), 0600), 0);
  auto one = options("echo > " + running + "; read line < " + gate + "; echo done");
  one.jobs_max = 1;
  one.wait_max = milliseconds{0};
  WorkerRunner runner{one};
  std::string first;
  base::NamedThread thread{"first", [&] { first = text(runner.run("job", {})); }};
  std::ifstream{running}.get();
  EXPECT_EQ(kind(runner.run("job", {})), base::ErrorKind::Unavailable);
  std::ofstream{gate} << '\n';
  thread.join();
  EXPECT_EQ(first, "done\n");
}

TEST_F(WorkerRunnerTest, ManyThreadsMayAsk) {
  WorkerRunner runner{options("cat")};
  std::vector<std::string> answers(6);
  {
    std::vector<base::NamedThread> threads;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      threads.emplace_back("asks", [&, i] {
        answers[i] = text(runner.run("job", base::as_bytes(std::to_string(i))));
      });
    }
  }
  for (std::size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i], std::to_string(i));
}

}  // namespace
}  // namespace nvr
