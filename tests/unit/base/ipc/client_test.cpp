// Goal: every call ends in exactly one answer or error, whatever becomes of the server, and a
// client finds its server again without a stampede.

#include "base/ipc/client.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/ipc/server.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_log.h"
#include "tests/unit/base/ipc/ipc_fixture.h"

namespace base::ipc {
namespace {

using namespace std::chrono_literals;

// Dice that always fall on the longest wait.
class HighDice : public IdSource {
 public:
  Id next() override {
    Id id;
    id.bytes.fill(0xff);
    return id;
  }
};

class ClientTest : public testing::Test {
 protected:
  void start_server(Admit admit = only_uids({::getuid()})) {
    server_.emplace(loop_, Listener::bind_at(path_).value(),
                    Server::Options{.name = "test", .idle_max = 60s},
                    Logger{log_, clock_, "server"}, std::move(admit));
    server_->handle("echo", [](Request request) { return std::move(request.payload); });
    server_->handle(
        "fail", [](Request) -> Result<Reply> { return Error{ErrorKind::Corrupt, "broken chain"}; });
    server_->handle_later("later",
                          [this](Request request) { waiting_.push_back(request.reply_to); });
  }

  Client::Options options() { return {.path = path_, .timeout = 5s}; }

  // Makes a call whose outcome is in outcomes_ when it has one.
  void begin(std::string verb, std::string note = "") {
    const std::size_t index = outcomes_.size();
    outcomes_.emplace_back();
    client_.start(std::move(verb), {no_arguments(), to_bytes(note)}, 5s,
                  [this, index](Result<Reply> result) {
                    EXPECT_FALSE(outcomes_[index]) << "two outcomes";
                    outcomes_[index] = std::move(result);
                  });
  }

  void settle() {
    for (int i = 0; i < 20; ++i) {
      loop_.poll_once(0ns);
      client_.poll_once(0ns);
    }
  }

  Result<Reply> ask(std::string verb) {
    begin(std::move(verb));
    settle();
    if (!outcomes_.back()) return Error{ErrorKind::Io, "no outcome"};
    return *std::move(outcomes_.back());
  }

  TemporaryDirectory folder_;
  std::string path_ = folder_ / "control.sock";
  test_support::ManualClock clock_;
  test_support::MemoryLog log_;
  HighDice dice_;
  EventLoop loop_{clock_};
  std::vector<ReplyTo> waiting_;
  std::optional<Server> server_;
  std::vector<Message> events_;
  Client client_{options(), clock_, dice_,
                 [this](Message event) { events_.push_back(std::move(event)); }};
  std::deque<std::optional<Result<Reply>>> outcomes_;
};

TEST_F(ClientTest, AnswersFindTheirCallsInAnyOrder) {
  start_server();
  begin("later");
  begin("echo", "second");
  begin("fail");
  settle();
  EXPECT_FALSE(outcomes_[0]);
  EXPECT_EQ(as_text(outcomes_[1]->value().body), "second");
  EXPECT_EQ(outcomes_[2]->error().kind, ErrorKind::Corrupt);
  EXPECT_EQ(outcomes_[2]->error().message, "broken chain");
  server_->answer(waiting_.at(0), Reply{no_arguments(), to_bytes("first")});
  settle();
  EXPECT_EQ(as_text(outcomes_[0]->value().body), "first");
}

TEST_F(ClientTest, CallWhileTheServerIsAwayFailsAtOnceAndTriesNoMoreThanTheBackoffAllows) {
  EXPECT_EQ(ask("echo").error().kind, ErrorKind::Unavailable);
  start_server();
  EXPECT_EQ(ask("echo").error().kind, ErrorKind::Unavailable);  // the back-off runs
  clock_.advance(100ms - 1ns);
  EXPECT_FALSE(ask("echo"));
  clock_.advance(1ns);
  EXPECT_TRUE(ask("echo"));
  EXPECT_EQ(client_.session(), 1U);
}

TEST_F(ClientTest, CallThatIsNotAnsweredTimesOutAndItsLateAnswerIsDropped) {
  start_server();
  begin("later");
  settle();
  clock_.advance(5s - 1ns);
  settle();
  EXPECT_FALSE(outcomes_[0]);
  clock_.advance(1ns);
  settle();
  EXPECT_EQ(outcomes_[0]->error().kind, ErrorKind::Timeout);
  server_->answer(waiting_.at(0), Reply{});
  EXPECT_TRUE(ask("echo"));
  EXPECT_EQ(client_.session(), 1U);
}

TEST_F(ClientTest, ServerOfAnotherUserIsNotTrusted) {
  start_server();
  Client wary{{.path = path_, .server_uid = ::getuid() + 1}, clock_, dice_};
  const auto refused = wary.call("echo");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::Denied);
  Client content{{.path = path_, .server_uid = ::getuid()}, clock_, dice_};
  EXPECT_TRUE(content.connect(0ns));
}

TEST_F(ClientTest, RefusalReachesTheCallerAndIsNotRetriedInACircle) {
  start_server(only_uids({}));
  EXPECT_EQ(ask("echo").error().kind, ErrorKind::Denied);
  settle();
  EXPECT_EQ(ask("echo").error().kind, ErrorKind::Denied);
  EXPECT_EQ(client_.session(), 1U);
  clock_.advance(100ms);
  settle();
  EXPECT_EQ(client_.session(), 2U);
  clock_.advance(200ms - 1ns);  // twice as long as before
  settle();
  EXPECT_EQ(client_.session(), 2U);
}

TEST_F(ClientTest, CallsUnderWayFailWhenTheServerGoesAndLaterOnesFindTheNextOne) {
  start_server();
  EXPECT_TRUE(ask("echo"));
  begin("later");
  settle();
  server_.reset();
  settle();
  EXPECT_EQ(outcomes_.back()->error().kind, ErrorKind::Unavailable);
  EXPECT_FALSE(client_.connected());
  start_server();
  clock_.advance(10s);
  EXPECT_TRUE(ask("echo"));
  EXPECT_EQ(client_.session(), 2U);
}

TEST_F(ClientTest, ConnectionThatWasClosedForIdlenessIsRenewedWithoutALostCall) {
  start_server();
  EXPECT_TRUE(ask("echo"));
  clock_.advance(60s);
  loop_.poll_once(0ns);
  ASSERT_EQ(server_->connections(), 0U);
  client_.poll_once(0ns);
  EXPECT_TRUE(ask("echo"));
  EXPECT_EQ(client_.session(), 2U);
}

TEST_F(ClientTest, EventsReachTheirCallbackWithTheirDescriptors) {
  start_server();
  begin("later");
  settle();
  server_->subscribe(waiting_.at(0));
  server_->answer(waiting_.at(0), Reply{});
  ASSERT_TRUE(server_->push(waiting_.at(0), "moved", {}));
  Payload ring;
  ring.descriptors.push_back(memory_file("pictures"));
  ASSERT_TRUE(server_->push(waiting_.at(0), "ring", std::move(ring)));
  settle();
  ASSERT_EQ(events_.size(), 2U);
  EXPECT_EQ(events_[0].name, "moved");
  EXPECT_EQ(events_[1].name, "ring");
  EXPECT_EQ(content(events_[1].payload.descriptors.at(0)), "pictures");
}

TEST_F(ClientTest, ServerThatBreaksTheProtocolIsLeft) {
  const std::vector<Bytes> lies = {to_bytes("HTTP/1.1 400 Bad Request\r\n\r\n"),
                                   frame_of(Message::request(1, "ping")),
                                   frame_of(Message::reply(77))};
  for (const Bytes& lie : lies) {
    const auto listener = Listener::bind_at(path_);
    Client client{options(), clock_, dice_};
    ASSERT_TRUE(client.connect(0ns));
    std::optional<Result<Reply>> outcome;
    client.start("echo", {}, 5s, [&outcome](Result<Reply> result) { outcome = std::move(result); });
    const UniqueFd liar{::accept(listener->fd(), nullptr, nullptr)};
    write_raw(liar.get(), lie);
    client.poll_once(0ns);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->error().kind, ErrorKind::Unavailable);
    EXPECT_FALSE(client.connected());
  }
}

TEST_F(ClientTest, CallsUnderWayAreBoundedOnBothSidesOfTheLimit) {
  start_server();
  Client client{{.path = path_, .calls_max = 2}, clock_, dice_};
  std::vector<ErrorKind> errors;
  for (int i = 0; i < 3; ++i) {
    client.start("later", {}, 5s,
                 [&errors](Result<Reply> result) { errors.push_back(result.error().kind); });
  }
  EXPECT_EQ(errors, std::vector<ErrorKind>{ErrorKind::Unavailable});
}

TEST_F(ClientTest, CallbackMayStartTheNextCall) {
  start_server();
  bool done = false;
  client_.start("echo", {}, 5s, [&](Result<Reply>) {
    client_.start("echo", {}, 5s, [&](Result<Reply> second) { done = second.has_value(); });
  });
  settle();
  EXPECT_TRUE(done);
}

TEST(BackoffTest, WaitsDoubleUpToTheBoundAndLieBetweenHalfAndWhole) {
  HighDice high;
  Backoff longest{{.first = 100ms, .max = 500ms}, high};
  for (const auto expected : {100ms, 200ms, 400ms, 500ms, 500ms}) {
    EXPECT_EQ(longest.next(), expected);
  }
  longest.reset();
  EXPECT_EQ(longest.next(), 100ms);

  KernelIdSource kernel;
  Backoff jittered{{.first = 100ms, .max = 100ms}, kernel};
  for (int i = 0; i < 100; ++i) {
    const auto wait = jittered.next();
    EXPECT_GE(wait, 50ms);
    EXPECT_LE(wait, 100ms);
  }
}

// A real server in a process of its own, killed while it writes an answer that no socket holds.
TEST(ClientAndKilledServerTest, CallCutInTheMiddleOfItsAnswerFailsAndTheNextServerIsFound) {
  const TemporaryDirectory folder;
  const std::string path = folder / "control.sock";
  const RealClock clock;
  KernelIdSource random;
  test_support::MemoryLog log;
  const auto serve = [&](EventLoop& loop) {
    auto server = std::make_unique<Server>(loop, Listener::bind_at(path).value(),
                                           Server::Options{.name = "test"},
                                           Logger{log, clock, "server"}, only_uids({::getuid()}));
    server->handle("big", [](Request) -> Result<Reply> {
      return Reply{no_arguments(), Bytes(std::size_t{16} << 20)};
    });
    return server;
  };
  const pid_t child = ::fork();
  if (child == 0) {
    EventLoop loop{clock};
    const auto server = serve(loop);
    loop.run();
    ::_exit(0);
  }
  Client client{{.path = path, .backoff = {.first = 1ms, .max = 20ms}}, clock, random};
  ASSERT_TRUE(client.connect(1min));
  std::optional<Result<Reply>> outcome;
  client.start("big", {}, 1min, [&outcome](Result<Reply> result) { outcome = std::move(result); });
  pollfd begun{client.fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&begun, 1, 60'000), 1);
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  while (!outcome) client.poll_once(1min);
  EXPECT_EQ(outcome->error().kind, ErrorKind::Unavailable);

  EventLoop loop{clock};
  const auto next = serve(loop);
  ASSERT_TRUE(client.connect(1min));
  outcome.reset();
  client.start("big", {}, 1min, [&outcome](Result<Reply> result) { outcome = std::move(result); });
  while (!outcome) {
    loop.poll_once(0ns);
    client.poll_once(0ns);
  }
  EXPECT_EQ(outcome->value().body.size(), std::size_t{16} << 20);
}

}  // namespace
}  // namespace base::ipc
