// Goal: nobody is served who is not admitted, and no peer, hostile or slow, can make the server
// wait, grow or fall.

#include "base/ipc/server.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/support/manual_clock.h"
#include "tests/support/memory_log.h"
#include "tests/unit/base/ipc/ipc_fixture.h"

namespace base::ipc {
namespace {

using namespace std::chrono_literals;

class ServerTest : public testing::Test {
 protected:
  void start(Server::Options options = {}, Admit admit = only_uids({::getuid()})) {
    options.name = "test";
    server_.emplace(loop_, Listener::bind_at(path_).value(), options,
                    Logger{log_, clock_, "server"}, std::move(admit));
    server_->handle("echo", [](Request request) { return std::move(request.payload); });
    server_->handle("fail", [](Request) -> Result<Reply> {
      return Error{ErrorKind::Exists, "there is one already"};
    });
    server_->handle_later("later",
                          [this](Request request) { waiting_.push_back(request.reply_to); });
    server_->handle(
        "big", [](Request) -> Result<Reply> { return Reply{no_arguments(), Bytes(1'000'000)}; });
    server_->on_closed([this](ConnectionId id) { closed_.push_back(id); });
  }

  std::unique_ptr<Connection> peer() {
    auto connection = std::make_unique<Connection>(connect_to(path_), Connection::Options{});
    loop_.poll_once(0ns);
    return connection;
  }

  // Both sides work in turn until `count` messages or the end has come.
  Connection::Received receive(Connection& connection, std::size_t count) {
    Connection::Received all;
    for (int turn = 0; turn < 10'000 && all.messages.size() < count && !all.end; ++turn) {
      loop_.poll_once(0ns);
      if (connection.wants_write()) (void)connection.on_writable();
      auto some = connection.on_readable();
      std::ranges::move(some.messages, std::back_inserter(all.messages));
      all.end = std::move(some.end);
    }
    return all;
  }

  Message ask(Connection& connection, std::uint64_t id, std::string verb) {
    EXPECT_TRUE(connection.send(Message::request(id, std::move(verb))));
    auto received = receive(connection, 1);
    if (received.messages.empty()) return Message::failure(0, {ErrorKind::Io, "no answer"});
    return std::move(received.messages.front());
  }

  bool logged(std::string_view code) const {
    return std::ranges::any_of(log_.lines, [code](const std::string& line) {
      return line.find("\"code\":\"" + std::string{code} + "\"") != std::string::npos;
    });
  }

  TemporaryDirectory folder_;
  std::string path_ = folder_ / "control.sock";
  test_support::ManualClock clock_;
  test_support::MemoryLog log_;
  EventLoop loop_{clock_};
  std::vector<ReplyTo> waiting_;
  std::vector<ConnectionId> closed_;
  std::optional<Server> server_;
};

TEST_F(ServerTest, RequestIsAnsweredWithWhatTheHandlerGave) {
  start();
  const auto client = peer();
  Message request = Message::request(5, "echo", {parse_json(R"({"a":1})").value(), to_bytes("b")});
  request.payload.descriptors.push_back(memory_file("c"));
  ASSERT_TRUE(client->send(std::move(request)));
  const auto received = receive(*client, 1);
  const Message& reply = received.messages.at(0);
  EXPECT_EQ(reply.kind, MessageKind::Reply);
  EXPECT_EQ(reply.id, 5U);
  EXPECT_EQ(reply.payload.arguments.dump(), R"({"a":1})");
  EXPECT_EQ(as_text(reply.payload.body), "b");
  EXPECT_EQ(content(reply.payload.descriptors.at(0)), "c");
}

TEST_F(ServerTest, ErrorOfAHandlerAndUnknownVerbAreErrorReplies) {
  start();
  const auto client = peer();
  EXPECT_EQ(ask(*client, 1, "fail").error.message, "there is one already");
  const Message unknown = ask(*client, 2, "open_sesame");
  EXPECT_EQ(unknown.id, 2U);
  EXPECT_EQ(unknown.error.kind, ErrorKind::NotFound);
  EXPECT_EQ(ask(*client, 3, "echo").kind, MessageKind::Reply);
}

TEST_F(ServerTest, PeerThatIsNotAdmittedIsToldAndClosedAndLogged) {
  start({}, only_uids({::getuid() + 1}));
  const auto client = peer();
  const auto received = receive(*client, 2);
  EXPECT_EQ(received.messages.at(0).error.kind, ErrorKind::Denied);
  EXPECT_TRUE(received.end);
  EXPECT_TRUE(logged("H240"));
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(ServerTest, VerbMayAdmitFewerThanTheSocket) {
  start();
  bool called = false;
  server_->handle(
      "unlock",
      [&called](Request) -> Result<Reply> {
        called = true;
        return Reply{};
      },
      only_uids({::getuid() + 1}));
  const auto client = peer();
  EXPECT_EQ(ask(*client, 1, "unlock").error.kind, ErrorKind::Denied);
  EXPECT_FALSE(called);
  EXPECT_TRUE(logged("H240"));
}

TEST_F(ServerTest, ConnectionsAreBoundedOnBothSidesOfBothLimits) {
  for (const Server::Options& options :
       {Server::Options{.connections_max = 2}, Server::Options{.connections_per_uid_max = 2}}) {
    start(options);
    const auto first = peer();
    auto second = peer();
    const auto third = peer();
    EXPECT_EQ(ask(*first, 1, "echo").kind, MessageKind::Reply);
    EXPECT_EQ(ask(*second, 1, "echo").kind, MessageKind::Reply);
    EXPECT_EQ(receive(*third, 1).messages.at(0).error.kind, ErrorKind::Unavailable);
    second.reset();
    loop_.poll_once(0ns);
    EXPECT_EQ(ask(*peer(), 1, "echo").kind, MessageKind::Reply);
    server_.reset();
  }
}

TEST_F(ServerTest, MalformedPeerIsToldAndClosedAndLoggedAndOthersGoOn) {
  start();
  const auto good = peer();
  const auto bad = peer();
  write_raw(bad->fd(), as_bytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const auto received = receive(*bad, 2);
  EXPECT_EQ(received.messages.at(0).error.kind, ErrorKind::InvalidInput);
  EXPECT_TRUE(received.end);
  EXPECT_TRUE(logged("H241"));
  EXPECT_EQ(ask(*good, 1, "echo").kind, MessageKind::Reply);
}

TEST_F(ServerTest, OnlyNewRequestsAreAcceptedFromAPeer) {
  start();
  const auto talkative = peer();
  ASSERT_TRUE(talkative->send(Message::reply(1)));
  EXPECT_TRUE(receive(*talkative, 2).end);
  const auto repeating = peer();
  ASSERT_TRUE(repeating->send(Message::request(1, "later")));
  ASSERT_TRUE(repeating->send(Message::request(1, "later")));
  EXPECT_TRUE(receive(*repeating, 2).end);
  EXPECT_EQ(waiting_.size(), 1U);
}

TEST_F(ServerTest, LateAnswerGoesToItsRequestOnceAndOthersOvertakeIt) {
  start();
  const auto client = peer();
  ASSERT_TRUE(client->send(Message::request(1, "later")));
  EXPECT_EQ(ask(*client, 2, "echo").id, 2U);
  server_->answer(waiting_.at(0), Reply{});
  server_->answer(waiting_.at(0), Reply{});
  EXPECT_EQ(receive(*client, 1).messages.at(0).id, 1U);
  EXPECT_EQ(ask(*client, 3, "echo").id, 3U);
}

TEST_F(ServerTest, LateAnswerToAPeerThatIsGoneIsDropped) {
  start();
  auto client = peer();
  ASSERT_TRUE(client->send(Message::request(1, "later")));
  loop_.poll_once(0ns);
  client.reset();
  loop_.poll_once(0ns);
  EXPECT_EQ(closed_, std::vector<ConnectionId>{waiting_.at(0).connection});
  server_->answer(waiting_.at(0), Reply{});
  EXPECT_EQ(server_->push(waiting_.at(0), "x", {}).error().kind, ErrorKind::NotFound);
}

TEST_F(ServerTest, OpenRequestsAreBoundedAndTheRestWaitTheirTurn) {
  start({.requests_max = 3});
  const auto client = peer();
  for (std::uint64_t id = 1; id <= 5; ++id) {
    ASSERT_TRUE(client->send(Message::request(id, "later")));
  }
  for (int i = 0; i < 5; ++i) loop_.poll_once(0ns);
  EXPECT_EQ(waiting_.size(), 3U);
  server_->answer(waiting_[1], Reply{});
  loop_.poll_once(0ns);
  EXPECT_EQ(waiting_.size(), 4U);
  EXPECT_EQ(waiting_.back().id, 4U);
}

TEST_F(ServerTest, ReplyThatBreaksALimitBecomesAnError) {
  start({.connection = {.limits = {.body_bytes_max = 999'999}}});
  const auto client = peer();
  EXPECT_EQ(ask(*client, 1, "big").error.kind, ErrorKind::Io);
  EXPECT_EQ(ask(*client, 2, "echo").kind, MessageKind::Reply);
}

TEST_F(ServerTest, PeerThatAsksWithoutReadingIsNotReadEither) {
  start({.connection = {.queue_bytes_max = 4'000'000}});
  int handled = 0;
  server_->handle("count", [&handled](Request) -> Result<Reply> {
    ++handled;
    return Reply{no_arguments(), Bytes(1'000'000)};
  });
  const auto client = peer();
  for (std::uint64_t id = 1; id <= 50; ++id) {
    ASSERT_TRUE(client->send(Message::request(id, "count")));
  }
  for (int i = 0; i < 100; ++i) loop_.poll_once(0ns);
  EXPECT_GT(handled, 0);
  EXPECT_LT(handled, 10);
  EXPECT_EQ(receive(*client, 50).messages.size(), 50U);  // and nothing was lost by waiting
}

TEST_F(ServerTest, SlowSubscriberIsToldAndCutOffInsteadOfGrowingMemory) {
  start({.connection = {.queue_bytes_max = 1'000'000}});
  const auto client = peer();
  ASSERT_TRUE(client->send(Message::request(1, "later")));
  loop_.poll_once(0ns);
  server_->subscribe(waiting_.at(0));
  Result<void> pushed;
  int events = 0;
  for (; pushed && events < 1000; ++events) {
    pushed = server_->push(waiting_.at(0), "tick", {no_arguments(), Bytes(100'000)});
  }
  ASSERT_LT(events, 1000);
  EXPECT_EQ(pushed.error().kind, ErrorKind::Unavailable);
  EXPECT_TRUE(logged("H242"));
  const auto received = receive(*client, 1000);
  EXPECT_EQ(received.messages.back().kind, MessageKind::Error);
  EXPECT_EQ(received.messages.back().id, 0U);
  EXPECT_TRUE(received.end);
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(ServerTest, SlowSubscriberThatNeverReadsIsClosedInTheEnd) {
  start({.connection = {.queue_bytes_max = 1'000'000}, .farewell_max = 5s});
  const auto client = peer();
  ASSERT_TRUE(client->send(Message::request(1, "later")));
  loop_.poll_once(0ns);
  while (server_->push(waiting_.at(0), "tick", {no_arguments(), Bytes(100'000)})) {
  }
  EXPECT_EQ(server_->connections(), 1U);
  clock_.advance(5s);
  loop_.poll_once(0ns);
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(ServerTest, IdlePeerIsClosedAndABusyOrSubscribedOneIsNot) {
  start({.idle_max = 60s});
  const auto idle = peer();
  const auto asking = peer();
  const auto subscribed = peer();
  ASSERT_TRUE(asking->send(Message::request(1, "later")));
  loop_.poll_once(0ns);
  ASSERT_TRUE(subscribed->send(Message::request(1, "later")));
  loop_.poll_once(0ns);
  server_->subscribe(waiting_.at(1));
  server_->answer(waiting_.at(1), Reply{});
  clock_.advance(59s);
  loop_.poll_once(0ns);
  EXPECT_EQ(server_->connections(), 3U);
  clock_.advance(1s);
  loop_.poll_once(0ns);
  EXPECT_EQ(server_->connections(), 2U);
  EXPECT_TRUE(receive(*idle, 2).end);
  clock_.advance(3600s);
  loop_.poll_once(0ns);
  EXPECT_EQ(server_->connections(), 2U);
  server_->answer(waiting_.at(0), Reply{});  // now it is idle as well
  clock_.advance(60s);
  loop_.poll_once(0ns);
  EXPECT_EQ(server_->connections(), 1U);
}

TEST_F(ServerTest, PeerThatHangsUpWhileItsRequestsWaitIsClosed) {
  start({.requests_max = 1});
  auto client = peer();
  for (std::uint64_t id = 1; id <= 3; ++id) {
    ASSERT_TRUE(client->send(Message::request(id, "later")));
  }
  loop_.poll_once(0ns);
  client.reset();
  loop_.poll_once(0ns);
  EXPECT_EQ(server_->connections(), 0U);
  EXPECT_EQ(waiting_.size(), 1U);
}

TEST_F(ServerTest, HandlerMayCutOffThePeerItServes) {
  start({.connection = {.queue_bytes_max = 1'000'000}});
  server_->handle("flood", [this](Request request) -> Result<Reply> {
    while (server_->push(request.reply_to, "drop", {no_arguments(), Bytes(300'000), {}})) {
    }
    return Reply{};
  });
  const auto client = peer();
  ASSERT_TRUE(client->send(Message::request(1, "flood")));
  ASSERT_TRUE(client->send(Message::request(2, "echo")));
  const auto received = receive(*client, 1000);
  EXPECT_TRUE(received.end);
  EXPECT_EQ(received.messages.back().kind, MessageKind::Error);
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(ServerTest, ServerWithoutDescriptorsLeftSaysSoAndAcceptsAgainLater) {
  start();
  const auto client = std::make_unique<Connection>(connect_to(path_), Connection::Options{});
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  {
    const UniqueFd probe{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    const rlimit tight{static_cast<rlim_t>(probe.get()), limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  }
  loop_.poll_once(0ns);
  loop_.poll_once(0ns);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_TRUE(logged("H340"));
  EXPECT_EQ(log_.lines.size(), 1U);  // no spin
  clock_.advance(1s);
  loop_.poll_once(0ns);
  EXPECT_EQ(ask(*client, 1, "echo").kind, MessageKind::Reply);
}

TEST_F(ServerTest, RepeatedMisbehaviourDoesNotFillTheLog) {
  start({}, only_uids({}));
  for (int i = 0; i < 100; ++i) (void)peer();
  EXPECT_EQ(log_.lines.size(), 20U);
  clock_.advance(60s);
  (void)peer();
  EXPECT_EQ(log_.lines.size(), 21U);
  EXPECT_NE(log_.lines.back().find("\"unlogged\":80"), std::string::npos);
}

TEST_F(ServerTest, NothingLeaksWhenPeersAndServerGo) {
  const auto before = open_descriptors();
  start();
  {
    const auto client = peer();
    ASSERT_TRUE(client->send(Message::request(1, "later")));
    loop_.poll_once(0ns);
    EXPECT_EQ(server_->connections(), 1U);
  }
  const auto open = peer();
  server_.reset();
  EXPECT_EQ(open_descriptors(), before + 1);
  EXPECT_FALSE(loop_.next_timer());
}

}  // namespace
}  // namespace base::ipc
