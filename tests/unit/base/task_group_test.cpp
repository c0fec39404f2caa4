// Goal: a program ends in the reverse order of its start, says why, and names who would not end.
// Run under ThreadSanitizer too.

#include "base/task_group.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <array>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <stdexcept>

#include "base/bounded_queue.h"
#include "base/guarded.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_log.h"

namespace base {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

// Blocks until the token asks, as a loop with nothing to do.
void sleep_until_asked(const std::stop_token& token) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock{mutex};
  changed.wait(lock, token, [] { return false; });
}

class TaskGroupTest : public testing::Test {
 protected:
  void note(const std::string& name) {
    ended_.with([&](Names& names) { names.push_back(name); });
  }
  Names ended() {
    return ended_.with([](const Names& names) { return names; });
  }
  void start(TaskGroup& group, const std::string& name) {
    group.start(name, [this, name](const std::stop_token& token) {
      sleep_until_asked(token);
      note(name);
    });
  }

  test_support::ManualClock clock_;
  test_support::MemoryLog log_;
  Logger logger_{log_, clock_, "custodyd"};
  Guarded<Names> ended_;
};

TEST_F(TaskGroupTest, EndsInReverseOrderOfRegistration) {
  TaskGroup group{logger_};
  start(group, "disk-0");
  group.on_stop("say", [this] { note("say"); });
  start(group, "reactor-0");
  start(group, "reactor-1");
  group.on_stop("listener", [this] { note("listener"); });
  EXPECT_TRUE(group.shut_down().empty());
  EXPECT_EQ(ended(), (Names{"listener", "reactor-1", "reactor-0", "say", "disk-0"}));
  EXPECT_TRUE(log_.lines.empty());
}

TEST_F(TaskGroupTest, ConsumerTakesWhatItsProducersLeftBeforeItEnds) {
  BoundedQueue<int> queue{{.count_max = 10'000, .bytes_max = 10'000}};
  int pushed = 0;
  int popped = 0;
  TaskGroup group{logger_};
  group.start("consumer", [&](const std::stop_token&) {
    while (queue.pop_wait()) ++popped;
  });
  group.on_stop("queue", [&] { queue.close(); });
  group.start("producer", [&](const std::stop_token& token) {
    while (!token.stop_requested()) {
      if (queue.try_push(1, 1)) ++pushed;
    }
  });
  EXPECT_TRUE(group.shut_down().empty());
  EXPECT_EQ(popped, pushed);
}

TEST_F(TaskGroupTest, FirstReasonIsTheOneThatCounts) {
  TaskGroup group{logger_};
  group.request_stop("asked by the administrator");
  group.request_stop("again");
  EXPECT_EQ(group.wait().text, "asked by the administrator");
  EXPECT_FALSE(group.wait().failed);
  EXPECT_TRUE(group.token().stop_requested());
}

TEST_F(TaskGroupTest, EscapedExceptionStopsTheGroupAndSaysWhere) {
  TaskGroup group{logger_};
  start(group, "healthy");
  group.start("reactor-0", [](const std::stop_token&) { throw std::runtime_error{"no memory"}; });
  const StopReason reason = group.wait();
  EXPECT_EQ(reason.text, "thread reactor-0 failed: no memory");
  EXPECT_TRUE(reason.failed);
  EXPECT_TRUE(group.shut_down().empty());
  EXPECT_EQ(ended(), Names{"healthy"});
}

TEST_F(TaskGroupTest, EscapedExceptionOfAnyTypeIsCaught) {
  TaskGroup group{logger_};
  group.start("odd", [](const std::stop_token&) { throw 7; });
  EXPECT_EQ(group.wait().text, "thread odd failed");
}

TEST_F(TaskGroupTest, MemberThatOverrunsIsNamedAndTheOthersStillEnd) {
  std::latch release{1};
  {
    TaskGroup group{logger_, {.member_time_max = 20ms}};
    group.on_stop("first", [this] { note("first"); });
    group.start("stuck", [&](const std::stop_token&) { release.wait(); });
    group.on_stop("stuck-callback", [&] { release.wait(); });
    EXPECT_EQ(group.shut_down(), (Names{"stuck-callback", "stuck"}));
    EXPECT_EQ(ended(), Names{"first"});
    release.count_down();
  }
  ASSERT_EQ(log_.lines.size(), 2U);
  EXPECT_NE(log_.lines[0].find(R"("code":"S301")"), std::string::npos);
  EXPECT_NE(log_.lines[0].find(R"("subject":"stuck-callback")"), std::string::npos);
  EXPECT_NE(log_.lines[1].find(R"("subject":"stuck")"), std::string::npos);
}

TEST_F(TaskGroupTest, ThreadThatEndedEarlyIsNoReasonToStop) {
  TaskGroup group{logger_};
  std::latch done{1};
  group.start("once", [&](const std::stop_token&) { done.count_down(); });
  done.wait();
  EXPECT_FALSE(group.token().stop_requested());
}

TEST_F(TaskGroupTest, DestroyingTheGroupEndsItsThreads) {
  {
    TaskGroup group{logger_};
    start(group, "disk-0");
  }
  EXPECT_EQ(ended(), Names{"disk-0"});
}

TEST_F(TaskGroupTest, ThreadsBearTheirNames) {
  std::array<char, 16> name{};
  TaskGroup group{logger_};
  group.start("fifteen-letters", [&](const std::stop_token&) {
    ::pthread_getname_np(::pthread_self(), name.data(), name.size());
  });
  group.shut_down();
  EXPECT_STREQ(name.data(), "fifteen-letters");
}

}  // namespace
}  // namespace base
