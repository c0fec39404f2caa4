// Goal: a loop calls back for what is ready and due, survives callbacks that change it, and stops
// when told from anywhere.

#include "base/ipc/event_loop.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>

#include <thread>

#include "tests/support/manual_clock.h"
#include "tests/unit/base/ipc/ipc_fixture.h"

namespace base::ipc {
namespace {

using namespace std::chrono_literals;

class EventLoopTest : public testing::Test {
 protected:
  test_support::ManualClock clock_;
  EventLoop loop_{clock_};
  std::pair<UniqueFd, UniqueFd> pair_ = socket_pair();
};

TEST_F(EventLoopTest, TimersRunInOrderOnceTheyAreDue) {
  std::string ran;
  loop_.at(clock_.steady() + 2s, [&] { ran += "b"; });
  loop_.at(clock_.steady() + 1s, [&] { ran += "a"; });
  const auto cancelled = loop_.at(clock_.steady() + 1s, [&] { ran += "x"; });
  loop_.cancel(cancelled);
  loop_.poll_once(0ns);
  EXPECT_EQ(ran, "");
  clock_.advance(1s);
  loop_.poll_once(0ns);
  EXPECT_EQ(ran, "a");
  clock_.advance(1s);
  loop_.poll_once(0ns);
  EXPECT_EQ(ran, "ab");
  EXPECT_FALSE(loop_.next_timer());
}

TEST_F(EventLoopTest, CallbackMayRemoveItsOwnWatchAndOthersThatAreReady) {
  int calls = 0;
  EventLoop::WatchId first = 0;
  EventLoop::WatchId second = 0;
  const auto remove_both = [&](Readiness) {
    ++calls;
    loop_.unwatch(first);
    loop_.unwatch(second);
  };
  first = loop_.watch(pair_.first.get(), {.read = false, .write = true}, remove_both);
  second = loop_.watch(pair_.second.get(), {.read = false, .write = true}, remove_both);
  loop_.poll_once(0ns);
  loop_.poll_once(0ns);
  EXPECT_EQ(calls, 1);
}

TEST_F(EventLoopTest, ChangedInterestIsObeyed) {
  int writable = 0;
  const auto id = loop_.watch(pair_.first.get(), {.read = true, .write = false},
                              [&](Readiness ready) { writable += ready.writable ? 1 : 0; });
  loop_.poll_once(0ns);
  EXPECT_EQ(writable, 0);
  loop_.change(id, {.read = true, .write = true});
  loop_.poll_once(0ns);
  EXPECT_EQ(writable, 1);
  loop_.unwatch(id);
}

TEST_F(EventLoopTest, AnotherLoopCanWatchThisOne) {
  const auto id = loop_.watch(pair_.first.get(), {}, [](Readiness) {});
  pollfd outer{loop_.fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&outer, 1, 0), 0);
  write_raw(pair_.second.get(), as_bytes("x"));
  EXPECT_EQ(::poll(&outer, 1, 0), 1);
  loop_.unwatch(id);
}

TEST_F(EventLoopTest, StopFromAnotherThreadEndsTheRun) {
  std::thread runner{[this] { loop_.run(); }};
  loop_.stop();
  runner.join();
}

TEST_F(EventLoopTest, StopBeforeRunEndsItAtOnceAndOnlyThatOne) {
  loop_.stop();
  loop_.run();
  bool ran = false;
  loop_.at(clock_.steady(), [&] {
    ran = true;
    loop_.stop();
  });
  loop_.run();
  EXPECT_TRUE(ran);
}

EventLoop* signalled_loop = nullptr;

TEST_F(EventLoopTest, StopFromASignalHandlerEndsTheRun) {
  signalled_loop = &loop_;
  const auto previous = ::signal(SIGUSR1, [](int) { signalled_loop->stop(); });
  loop_.at(clock_.steady(), [] { ::raise(SIGUSR1); });
  loop_.run();
  ::signal(SIGUSR1, previous);
  signalled_loop = nullptr;
}

}  // namespace
}  // namespace base::ipc
