// Goal: messages and descriptors cross whole, nothing blocks, nothing grows, nothing leaks, and a
// peer that lies is found out.

#include "base/ipc/connection.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tests/unit/base/ipc/ipc_fixture.h"

namespace base::ipc {
namespace {

Message with_body(std::uint64_t id, std::size_t size) {
  return Message::reply(id, {no_arguments(), Bytes(size, static_cast<std::uint8_t>(id))});
}

class ConnectionTest : public testing::Test {
 protected:
  explicit ConnectionTest(const Connection::Options& options = {})
      : ConnectionTest{socket_pair(), options} {}

  // Lets both sides work until `count` messages or an end came to `there_`.
  Connection::Received receive(std::size_t count = SIZE_MAX) {
    Connection::Received all;
    while (all.messages.size() < count && !all.end) {
      auto some = there_.on_readable();
      std::ranges::move(some.messages, std::back_inserter(all.messages));
      all.end = std::move(some.end);
      if (here_) {
        EXPECT_TRUE(here_->on_writable());
      }
    }
    return all;
  }

  std::optional<Connection> here_;
  Connection there_;

 private:
  ConnectionTest(std::pair<UniqueFd, UniqueFd> ends, const Connection::Options& options)
      : there_{std::move(ends.second), options} {
    here_.emplace(std::move(ends.first), options);
  }
};

TEST_F(ConnectionTest, MessagesArriveInOrderWithTheirBodies) {
  ASSERT_TRUE(here_->send(with_body(1, 0)));
  ASSERT_TRUE(here_->send(with_body(2, 1'000'000)));
  ASSERT_TRUE(here_->send(with_body(3, 3)));
  const auto received = receive(3);
  ASSERT_EQ(received.messages.size(), 3U);
  EXPECT_EQ(received.messages[1].payload.body, Bytes(1'000'000, 2));
  EXPECT_EQ(received.messages[2].payload.body, Bytes(3, 3));
  EXPECT_FALSE(here_->wants_write());
}

TEST_F(ConnectionTest, DescriptorsArriveWithTheirMessageAndCloseOnExec) {
  // The second message fills the socket, so the third one's descriptors wait for their turn.
  for (std::uint64_t id = 1; id <= 3; ++id) {
    Message message = with_body(id, id == 2 ? 1'000'000 : 10);
    if (id != 2) {
      message.payload.descriptors.push_back(memory_file("first of " + std::to_string(id)));
      message.payload.descriptors.push_back(memory_file("second"));
    }
    ASSERT_TRUE(here_->send(std::move(message)));
  }
  const auto received = receive(3);
  for (const std::size_t i : {0U, 2U}) {
    const auto& descriptors = received.messages[i].payload.descriptors;
    ASSERT_EQ(descriptors.size(), 2U);
    EXPECT_EQ(content(descriptors[0]), "first of " + std::to_string(i + 1));
    EXPECT_EQ(content(descriptors[1]), "second");
    EXPECT_EQ(::fcntl(descriptors[0].get(), F_GETFD), FD_CLOEXEC);
  }
  EXPECT_TRUE(received.messages[1].payload.descriptors.empty());
}

TEST_F(ConnectionTest, NoDescriptorStaysBehind) {
  const auto before = open_descriptors();
  {
    auto [left, right] = socket_pair();
    std::optional<Connection> sender{std::in_place, std::move(left), Connection::Options{}};
    Connection receiver{std::move(right), {}};
    for (std::uint64_t id = 1; id <= 20; ++id) {
      Message message = with_body(id, 100'000);  // most of them never leave the queue
      message.payload.descriptors.push_back(memory_file("x"));
      ASSERT_TRUE(sender->send(std::move(message)));
    }
    (void)receiver.on_readable();
  }
  EXPECT_EQ(open_descriptors(), before);
}

class SmallQueueTest : public ConnectionTest {
 protected:
  SmallQueueTest() : ConnectionTest{{.queue_bytes_max = 1'000'000, .queue_messages_max = 8}} {}

  std::size_t send_until_full(std::size_t body_bytes) {
    std::size_t sent = 0;
    while (here_->send(with_body(sent + 1, body_bytes))) ++sent;
    return sent;
  }
};

TEST_F(SmallQueueTest, FullQueueSaysSoAndLeavesTheMessageUntouched) {
  const std::size_t sent = send_until_full(400'000);
  Message message = with_body(99, 400'000);
  message.payload.descriptors.push_back(memory_file("still here"));
  const auto refused = here_->send(std::move(message));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::Unavailable);
  // NOLINTBEGIN(bugprone-use-after-move): what is asked here
  EXPECT_EQ(message.payload.body.size(), 400'000U);
  EXPECT_EQ(content(message.payload.descriptors.at(0)), "still here");
  EXPECT_TRUE(here_->is_congested());

  EXPECT_EQ(receive(sent).messages.size(), sent);
  EXPECT_TRUE(here_->send(std::move(message)));
  // NOLINTEND(bugprone-use-after-move)
}

TEST_F(SmallQueueTest, QueueIsBoundedInMessagesOnBothSidesOfTheLimit) {
  ASSERT_TRUE(here_->send(with_body(1, 900'000)));  // fills the socket and stays
  for (std::uint64_t id = 2; id <= 8; ++id) EXPECT_TRUE(here_->send(with_body(id, 0)));
  EXPECT_FALSE(here_->send(with_body(9, 0)));
}

TEST_F(SmallQueueTest, EmptyQueueTakesAnyMessageWithinTheLimits) {
  EXPECT_TRUE(here_->send(with_body(1, std::size_t{16} << 20)));
  EXPECT_EQ(receive(1).messages.at(0).payload.body.size(), std::size_t{16} << 20);
}

TEST_F(SmallQueueTest, LastWordTakesThePlaceOfWhatWasNotBegun) {
  const std::size_t sent = send_until_full(300'000);
  ASSERT_GT(sent, 1U);
  here_->send_last(Message::failure(0, {ErrorKind::Unavailable, "too slow"}));
  EXPECT_FALSE(here_->send(with_body(99, 0)));
  std::vector<Message> received;
  while (here_->wants_write()) {
    ASSERT_TRUE(here_->on_writable());
    std::ranges::move(there_.on_readable().messages, std::back_inserter(received));
  }
  here_.reset();
  auto rest = receive();
  std::ranges::move(rest.messages, std::back_inserter(received));
  EXPECT_LT(received.size(), sent + 1);
  EXPECT_EQ(received.back().error.message, "too slow");
  EXPECT_EQ(rest.end->kind, ErrorKind::Unavailable);
}

TEST_F(ConnectionTest, EndBetweenMessagesIsAGoodbyeAndWithinOneIsACut) {
  ASSERT_TRUE(here_->send(with_body(1, 10)));
  here_.reset();
  const auto goodbye = receive();
  EXPECT_EQ(goodbye.messages.size(), 1U);
  EXPECT_EQ(goodbye.end->kind, ErrorKind::Unavailable);

  auto [left, right] = socket_pair();
  Connection cut{std::move(right), {}};
  const Bytes frame = frame_of(with_body(1, 10));
  write_raw(left.get(), ByteView{frame}.first(frame.size() - 1));
  left.reset();
  EXPECT_FALSE(cut.on_readable().end);
  EXPECT_EQ(cut.on_readable().end->kind, ErrorKind::Corrupt);
}

TEST_F(ConnectionTest, WritingToAPeerThatIsGoneIsAnErrorAndNoSignal) {
  auto [left, right] = socket_pair();
  Connection lonely{std::move(left), {}};
  right.reset();
  EXPECT_TRUE(lonely.send(with_body(1, 10)));
  EXPECT_EQ(lonely.on_writable().error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(lonely.on_readable().end->kind, ErrorKind::Unavailable);
}

TEST_F(ConnectionTest, MoreDescriptorsThanAnnouncedAreClosedAndEndTheConnection) {
  const auto before = open_descriptors();
  const Bytes frame = frame_of(with_body(1, 10));
  write_raw(here_->fd(), frame, std::vector<int>(200, STDERR_FILENO));
  const auto received = there_.on_readable();
  ASSERT_TRUE(received.end);
  EXPECT_EQ(received.end->kind, ErrorKind::InvalidInput);
  EXPECT_EQ(open_descriptors(), before);
}

TEST_F(ConnectionTest, DescriptorsThatTheProcessMayNotHoldEndTheConnection) {
  const auto before = open_descriptors();
  write_raw(here_->fd(), frame_of(with_body(1, 10)), std::vector<int>(3, STDERR_FILENO));
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const UniqueFd probe{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
  const rlimit tight{static_cast<rlim_t>(probe.get()) + 1, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  const auto received = there_.on_readable();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  ASSERT_TRUE(received.end);
  EXPECT_EQ(received.end->kind, ErrorKind::Io);
  EXPECT_EQ(open_descriptors(), before + 1);
}

TEST_F(ConnectionTest, CredentialsAreThoseOfTheProcessAtTheOtherEnd) {
  const auto who = peer_credentials(there_.fd());
  ASSERT_TRUE(who);
  EXPECT_EQ(who->uid, ::getuid());
  EXPECT_EQ(who->gid, ::getgid());
  EXPECT_EQ(who->pid, ::getpid());
}

}  // namespace
}  // namespace base::ipc
