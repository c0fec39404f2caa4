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
  TemporaryFolder folder_;
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

// In a child of its own, for the descriptors must have the numbers that the manager gives them.
int adopt_as_started(int listening, const char* names, pid_t told_pid, const char* wanted) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(STDERR_FILENO, 3);
    ::dup2(listening, 4);
    ::setenv("LISTEN_PID", std::to_string(told_pid != 0 ? told_pid : ::getpid()).c_str(), 1);
    ::setenv("LISTEN_FDS", "2", 1);
    ::setenv("LISTEN_FDNAMES", names, 1);
    const auto listener = Listener::inherited(wanted);
    ::_exit(listener ? 0 : 1 + static_cast<int>(listener.error().kind));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

TEST_F(ListenerTest, SocketOfTheServiceManagerIsFoundByItsName) {
  const auto listener = Listener::bind_at(path_);
  const UniqueFd high{::fcntl(listener->fd(), F_DUPFD, 50)};
  constexpr int kNotFound = 1 + static_cast<int>(ErrorKind::NotFound);
  EXPECT_EQ(adopt_as_started(high.get(), "log:control", 0, "control"), 0);
  EXPECT_EQ(adopt_as_started(high.get(), "log:control", 0, "other"), kNotFound);
  EXPECT_EQ(adopt_as_started(high.get(), "log:control", 1, "control"), kNotFound);
  EXPECT_EQ(adopt_as_started(high.get(), "control:log", 0, "control"),
            1 + static_cast<int>(ErrorKind::InvalidInput));
}

}  // namespace
}  // namespace base::ipc
