// Goal: a socket's path belongs to one living process; a dead one's is taken over, nothing else is.

#include "base/ipc/listener.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <fstream>

#include "tests/unit/base/ipc/ipc_fixture.h"

namespace base::ipc {
namespace {

class ListenerTest : public testing::Test {
 protected:
  TemporaryDirectory folder_;
  std::string path_ = folder_ / "control.sock";
};

TEST_F(ListenerTest, SocketHasTheModeThatWasAskedFor) {
  const auto listener = Listener::bind_at(path_);
  ASSERT_TRUE(listener);
  struct stat there{};
  ASSERT_EQ(::stat(path_.c_str(), &there), 0);
  EXPECT_EQ(there.st_mode & 07777, 0660U);
  EXPECT_EQ(::fcntl(listener->fd(), F_GETFD), FD_CLOEXEC);
}

TEST_F(ListenerTest, OrderlyEndRemovesThePath) {
  ASSERT_TRUE(Listener::bind_at(path_));
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_TRUE(Listener::bind_at(path_));
}

TEST_F(ListenerTest, LiveListenerIsLeftAlone) {
  const auto first = Listener::bind_at(path_);
  const auto second = Listener::bind_at(path_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::Exists);
  EXPECT_TRUE(connect_to(path_));
}

TEST_F(ListenerTest, LiveListenerWithoutALockIsLeftAlone) {
  const auto first = Listener::bind_at(path_);
  std::filesystem::remove(path_ + ".lock");
  const auto second = Listener::bind_at(path_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::Exists);
  EXPECT_TRUE(connect_to(path_));
}

TEST_F(ListenerTest, LiveSocketThatCannotTakeAConnectionNowIsLeftAlone) {
  const auto busy = Listener::bind_at(path_, {.backlog = 0});
  std::filesystem::remove(path_ + ".lock");
  const Address address = Address::of(path_).value();
  std::vector<UniqueFd> waiting;
  do {
    waiting.emplace_back(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  } while (::connect(waiting.back().get(), address.get(), address.size()) == 0);
  const auto second = Listener::bind_at(path_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::Exists);
}

TEST_F(ListenerTest, SocketOfAKilledProcessIsTakenOver) {
  std::array<int, 2> ready{};
  ASSERT_EQ(::pipe(ready.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto listener = Listener::bind_at(path_);
    (void)!::write(ready[1], listener ? "y" : "n", 1);
    for (;;) ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_FALSE(Listener::bind_at(path_));
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  ::close(ready[0]);
  ::close(ready[1]);
  EXPECT_TRUE(std::filesystem::exists(path_));
  EXPECT_TRUE(Listener::bind_at(path_));
}

TEST_F(ListenerTest, WhatIsNoSocketIsNeverRemoved) {
  std::ofstream{path_} << "precious";
  const auto listener = Listener::bind_at(path_);
  ASSERT_FALSE(listener);
  EXPECT_EQ(listener.error().kind, ErrorKind::Exists);
  EXPECT_EQ(std::filesystem::file_size(path_), 8U);
}

TEST_F(ListenerTest, PathIsBoundedOnBothSidesOfTheLimit) {
  const std::string folder = folder_ / "";
  const auto path_of = [&](std::size_t size) {
    return folder + std::string(size - folder.size(), 'x');
  };
  EXPECT_TRUE(Listener::bind_at(path_of(107)));
  const auto too_long = Listener::bind_at(path_of(108));
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().kind, ErrorKind::InvalidInput);
}

TEST_F(ListenerTest, OnlyAListeningUnixStreamSocketIsAdopted) {
  auto original = Listener::bind_at(path_);
  EXPECT_TRUE(Listener::adopt(UniqueFd{::dup(original->fd())}));
  EXPECT_FALSE(Listener::adopt(socket_pair().first));
  EXPECT_FALSE(Listener::adopt(memory_file("x")));
  EXPECT_FALSE(Listener::adopt(UniqueFd{}));
}

}  // namespace
}  // namespace base::ipc
