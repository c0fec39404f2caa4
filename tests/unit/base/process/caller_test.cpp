// Goal: whichever thread asks, whatever becomes of the server, each question has one answer.

#include "base/process/caller.h"

#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>
#include <thread>

#include "base/ipc/listener.h"
#include "base/ipc/server.h"
#include "tests/support/memory_log.h"
#include "tests/support/temporary_directory.h"

namespace base {
namespace {

using namespace std::chrono_literals;

class CallerTest : public testing::Test {
 protected:
  // A server on a thread of its own, until the guard goes.
  class Serving {
   public:
    explicit Serving(CallerTest& test) : loop_{test.clock_} {
      server_.emplace(loop_, ipc::Listener::bind_at(test.path_).value(),
                      ipc::Server::Options{.name = "test"},
                      Logger{test.log_, test.clock_, "server"}, ipc::only_uids({::getuid()}));
      server_->handle("echo", [](ipc::Request request) { return std::move(request.payload); });
      server_->handle_later("never", [&test](const ipc::Request&) { test.asked_.release(); });
      server_->handle("follow", [this](const ipc::Request& request) {
        server_->subscribe(request.reply_to);
        loop_.post([this, to = request.reply_to] { (void)server_->push(to, "news", {}); });
        return ipc::Reply{};
      });
      thread_ = NamedThread{"server", [this] { loop_.run(); }};
    }
    ~Serving() {
      loop_.stop();
      thread_.join();
    }
    Serving(const Serving&) = delete;
    Serving& operator=(const Serving&) = delete;

   private:
    ipc::EventLoop loop_;
    std::optional<ipc::Server> server_;
    NamedThread thread_;
  };

  Caller::Options options() {
    return {.name = "caller",
            .client = {.path = path_, .timeout = 30s, .backoff = {.first = 1ms, .max = 5ms}}};
  }

  const test_support::TemporaryDirectory folder_;
  const std::string path_ = folder_ / "control.sock";
  const RealClock clock_;
  test_support::MemoryLog log_;
  std::counting_semaphore<> asked_{0};
};

TEST_F(CallerTest, ManyThreadsAskAndEachHearsItsOwnAnswer) {
  const Serving server{*this};
  Caller caller{options(), clock_};
  ASSERT_TRUE(caller.start());
  std::atomic<int> right = 0;
  std::vector<std::jthread> threads;
  for (int who = 0; who < 4; ++who) {
    threads.emplace_back([&caller, &right, who] {
      for (int i = 0; i < 50; ++i) {
        const std::string note = std::to_string(who) + "/" + std::to_string(i);
        const auto reply = caller.call("echo", {ipc::no_arguments(), to_bytes(note), {}});
        if (reply && as_text(reply->body) == note) ++right;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(right, 200);
}

TEST_F(CallerTest, ServerThatIsAwayIsAnErrorAndIsFoundWhenItComes) {
  Caller caller{options(), clock_};
  ASSERT_TRUE(caller.start());
  const auto away = caller.call("echo");
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().kind, ErrorKind::Unavailable);
  const Serving server{*this};
  while (!caller.call("echo")) std::this_thread::yield();
}

TEST_F(CallerTest, WhatIsUnderWayWhenItStopsIsAnswered) {
  const Serving server{*this};
  Caller caller{options(), clock_};
  ASSERT_TRUE(caller.start());
  std::optional<Result<ipc::Reply>> answer;
  caller.start("never", {}, 1h,
               [&answer](Result<ipc::Reply> result) { answer = std::move(result); });
  asked_.acquire();
  ASSERT_TRUE(caller.stop({}));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().kind, ErrorKind::Unavailable);
}

TEST_F(CallerTest, AskedBeforeStartOrAfterStopItAnswersThatItIsNotThere) {
  Caller caller{options(), clock_};
  EXPECT_FALSE(caller.call("echo"));
  ASSERT_TRUE(caller.start());
  ASSERT_TRUE(caller.stop({}));
  EXPECT_FALSE(caller.call("echo"));
}

TEST_F(CallerTest, SubscribesAnewOnEachConnection) {
  std::counting_semaphore<> news{0};
  Caller* self = nullptr;
  auto with_session = options();
  with_session.on_event = [&news](const ipc::Message& message) {
    if (message.name == "news") news.release();
  };
  with_session.on_session = [&self] { self->start("follow", {}, 10s, [](const auto&) {}); };
  Caller caller{std::move(with_session), clock_};
  self = &caller;
  {
    const Serving first{*this};
    ASSERT_TRUE(caller.start());
    news.acquire();
  }
  const Serving second{*this};
  news.acquire();
}

}  // namespace
}  // namespace base
