// Goal: services start in order, stop in reverse within a time limit, and the exit status tells.
// Method: scripted services; stops are asked for by signals and by the services themselves.

#include "base/process/service_run.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

#include "tests/support/manual_clock.h"
#include "tests/support/memory_log.h"

namespace base {
namespace {

using Diary = std::vector<std::string>;

class ScriptedService : public Service {
 public:
  ScriptedService(std::string name, Diary& diary) : name_{std::move(name)}, diary_{diary} {}

  std::string_view name() const override { return name_; }
  Result<void> start() override {
    diary_.push_back("start " + name_);
    return on_start();
  }
  Result<void> stop(SteadyTime deadline) override {
    diary_.push_back("stop " + name_);
    return on_stop(deadline);
  }
  int fd() const override { return fd_; }
  std::optional<SteadyTime> next_time() const override { return next_time_; }
  void on_ready() override {
    diary_.push_back("ready " + name_);
    on_ready_();
  }

  std::function<Result<void>()> on_start = [] { return Result<void>{}; };
  std::function<Result<void>(SteadyTime)> on_stop = [](SteadyTime) { return Result<void>{}; };
  std::function<void()> on_ready_ = [] {};
  int fd_ = -1;
  std::optional<SteadyTime> next_time_;

 private:
  std::string name_;
  Diary& diary_;
};

class ServiceRunTest : public testing::Test {
 protected:
  ServiceRunTest() {
    for (const char* name : {"one", "two"}) {
      services_.push_back(std::make_unique<ScriptedService>(name, diary_));
    }
  }
  ScriptedService& one() { return static_cast<ScriptedService&>(*services_[0]); }
  ScriptedService& two() { return static_cast<ScriptedService&>(*services_[1]); }
  int run() { return run_.run(std::move(services_)); }
  bool logged(std::string_view code) const {
    return std::ranges::any_of(log_.lines, [&](const std::string& line) {
      return line.find("\"" + std::string{code} + "\"") != std::string::npos;
    });
  }

  Diary diary_;
  std::vector<std::unique_ptr<Service>> services_;
  test_support::MemoryLog log_;
  test_support::ManualClock clock_;
  Logger logger_{log_, clock_, "custodyd"};
  Notifier notifier_{Notifier::from_environment().value()};
  StopSignals signals_{StopSignals::install().value()};
  ServiceRun run_{logger_, clock_, notifier_, signals_, {.program = "custodyd", .version = "1"}};
};

TEST_F(ServiceRunTest, ServicesStopInTheReverseOrderOfTheirStart) {
  signals_.request();
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(diary_, (Diary{"start one", "start two", "stop two", "stop one"}));
  for (const char* code : {"S001", "S002", "S003", "S004"}) EXPECT_TRUE(logged(code)) << code;
}

TEST_F(ServiceRunTest, FailedStartStopsWhatHadStartedAndSaysWhy) {
  two().on_start = [] { return Result<void>{Error{ErrorKind::Io, "no disk"}}; };
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(diary_, (Diary{"start one", "start two", "stop one"}));
  ASSERT_TRUE(logged("S401"));
  EXPECT_NE(log_.lines.back().find("two: no disk"), std::string::npos);
  EXPECT_FALSE(logged("S002"));
}

TEST_F(ServiceRunTest, ServiceThatCannotGoOnStopsTheDaemonWithAFailure) {
  one().on_start = [this] {
    run_.fail({ErrorKind::Io, "first"});
    run_.fail({ErrorKind::Io, "second"});
    return Result<void>{};
  };
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(diary_.back(), "stop one");
  EXPECT_TRUE(logged("S401"));
  EXPECT_TRUE(logged("first"));
  EXPECT_FALSE(logged("second"));
}

TEST_F(ServiceRunTest, DeadlineIsSharedAndDroppedWorkIsAFailure) {
  std::vector<SteadyTime> deadlines;
  two().on_stop = [&](SteadyTime deadline) {
    deadlines.push_back(deadline);
    clock_.advance(std::chrono::seconds{4});
    return Result<void>{Error{ErrorKind::Timeout, "dropped two requests"}};
  };
  one().on_stop = [&](SteadyTime deadline) {
    deadlines.push_back(deadline);
    return Result<void>{};
  };
  const auto before = clock_.steady();
  signals_.request();
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(deadlines, (std::vector<SteadyTime>{before + std::chrono::seconds{10},
                                                before + std::chrono::seconds{10}}));
  EXPECT_TRUE(logged("S301"));
}

TEST_F(ServiceRunTest, SignalStopsInOrder) {
  one().on_start = [] {
    ::raise(SIGTERM);
    return Result<void>{};
  };
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(diary_.back(), "stop one");
}

TEST_F(ServiceRunTest, ServiceIsCalledWhenItsDescriptorIsReadable) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ASSERT_EQ(::write(ends[1], "x", 1), 1);
  one().fd_ = ends[0];
  one().on_ready_ = [this] { signals_.request(); };
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(diary_[2], "ready one");
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(ServiceRunTest, ServiceIsCalledWhenItsTimeHasCome) {
  two().next_time_ = clock_.steady();
  two().on_ready_ = [this] { signals_.request(); };
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(diary_[2], "ready two");
}

using ServiceRunDeathTest = ServiceRunTest;

TEST_F(ServiceRunDeathTest, HangingStopEndsTheProcess) {
  one().on_stop = [](SteadyTime) {
    for (;;) ::pause();
    return Result<void>{};
  };
  signals_.request();
  const auto run_briefly = [this] {
    ServiceRun brief{logger_,
                     clock_,
                     notifier_,
                     signals_,
                     {.program = "custodyd", .stop_time_max = std::chrono::milliseconds{1}}};
    brief.run(std::move(services_));
  };
  EXPECT_EXIT(run_briefly(), testing::ExitedWithCode(1),
              "custodyd: shutdown hangs; ending at once");
}

TEST_F(ServiceRunDeathTest, SecondSignalEndsAtOnceEvenWhileAStopHangs) {
  one().on_stop = [](SteadyTime) {
    ::raise(SIGTERM);
    for (;;) ::pause();
    return Result<void>{};
  };
  EXPECT_EXIT(
      {
        ::raise(SIGINT);
        run();
      },
      testing::ExitedWithCode(128 + SIGTERM), "");
}

}  // namespace
}  // namespace base
