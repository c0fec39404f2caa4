// Goal: what the service manager gives is taken once and believed only when it is well-formed.

#include "base/process/service_manager.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/bytes.h"
#include "tests/support/temporary_directory.h"

namespace base {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVariables[] = {"NOTIFY_SOCKET",        "WATCHDOG_USEC", "WATCHDOG_PID",
                                      "LISTEN_PID",           "LISTEN_FDS",    "LISTEN_FDNAMES",
                                      "CREDENTIALS_DIRECTORY"};

class ServiceManagerTest : public testing::Test {
 protected:
  ServiceManagerTest() { clear(); }
  ~ServiceManagerTest() override { clear(); }

  static void clear() {
    for (const char* name : kVariables) ::unsetenv(name);
  }
  static void set(const char* name, const std::string& value) { ::setenv(name, value.c_str(), 1); }
  static std::string own_pid() { return std::to_string(::getpid()); }

  // A manager's socket at `name`, a path or "@" and an abstract name.
  static UniqueFd manager_socket(const std::string& name) {
    UniqueFd socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::ranges::copy(name, address.sun_path);
    auto length = sizeof address;
    if (name.front() == '@') {
      address.sun_path[0] = '\0';
      length = offsetof(sockaddr_un, sun_path) + name.size();
    }
    EXPECT_EQ(
        ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), static_cast<socklen_t>(length)),
        0);
    return socket;
  }
  int listening_socket() const {
    const std::string path = folder_ / "listening";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::ranges::copy(path, address.sun_path);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    EXPECT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(socket, 1), 0);
    return socket;
  }
  static std::string received(const UniqueFd& socket) {
    std::array<char, 512> text{};
    const auto got = ::recv(socket.get(), text.data(), text.size(), 0);
    return got < 0 ? "" : std::string{text.data(), static_cast<std::size_t>(got)};
  }

  test_support::TemporaryDirectory directory_;
  fs::path folder_{directory_.path()};
};

TEST_F(ServiceManagerTest, WithoutAManagerNothingIsSentAndNothingFails) {
  const auto notifier = Notifier::from_environment();
  ASSERT_TRUE(notifier);
  notifier->ready("serving");
  EXPECT_EQ(notifier->watchdog_interval(), std::nullopt);
}

TEST_F(ServiceManagerTest, MessagesReachASocketByPathAndByAbstractName) {
  for (const std::string& name : {(folder_ / "notify").string(), "@custody-test-" + own_pid()}) {
    const UniqueFd manager = manager_socket(name);
    set("NOTIFY_SOCKET", name);
    const auto notifier = Notifier::from_environment();
    ASSERT_TRUE(notifier) << name;
    notifier->ready("serving");
    EXPECT_EQ(received(manager), "READY=1\nSTATUS=serving");
    notifier->watchdog();
    EXPECT_EQ(received(manager), "WATCHDOG=1");
    notifier->stopping();
    EXPECT_EQ(received(manager), "STOPPING=1");
  }
}

TEST_F(ServiceManagerTest, StatusCannotForgeAMessage) {
  const std::string name = "@custody-test-" + own_pid();
  const UniqueFd manager = manager_socket(name);
  set("NOTIFY_SOCKET", name);
  Notifier::from_environment().value().status("x\nREADY=1");
  EXPECT_EQ(received(manager), "STATUS=x READY=1");
}

TEST_F(ServiceManagerTest, WatchdogIsFedAtHalfItsTime) {
  const std::string name = "@custody-test-" + own_pid();
  const UniqueFd manager = manager_socket(name);
  set("NOTIFY_SOCKET", name);
  set("WATCHDOG_USEC", "3000000");
  set("WATCHDOG_PID", own_pid());
  EXPECT_EQ(Notifier::from_environment()->watchdog_interval(),
            std::chrono::microseconds{1'500'000});
}

TEST_F(ServiceManagerTest, WatchdogOfAnotherProcessIsNotOurs) {
  const std::string name = "@custody-test-" + own_pid();
  const UniqueFd manager = manager_socket(name);
  set("NOTIFY_SOCKET", name);
  set("WATCHDOG_USEC", "3000000");
  set("WATCHDOG_PID", "1");
  EXPECT_EQ(Notifier::from_environment()->watchdog_interval(), std::nullopt);
}

TEST_F(ServiceManagerTest, VariablesAreTakenOutOfTheEnvironment) {
  const std::string name = "@custody-test-" + own_pid();
  const UniqueFd manager = manager_socket(name);
  set("NOTIFY_SOCKET", name);
  set("WATCHDOG_USEC", "3000000");
  set("LISTEN_PID", own_pid());
  set("LISTEN_FDS", "0");
  set("LISTEN_FDNAMES", "");
  set("CREDENTIALS_DIRECTORY", folder_);
  (void)Notifier::from_environment();
  (void)listen_descriptors();
  (void)Credentials::from_environment();
  for (const char* variable : kVariables) EXPECT_EQ(std::getenv(variable), nullptr) << variable;
}

TEST_F(ServiceManagerTest, MalformedVariablesAreRefused) {
  for (const std::string& name :
       {std::string{"relative"}, std::string{"@"}, std::string{}, "/" + std::string(200, 'x')}) {
    set("NOTIFY_SOCKET", name);
    EXPECT_FALSE(Notifier::from_environment()) << name;
  }
  const std::string name = "@custody-test-" + own_pid();
  const UniqueFd manager = manager_socket(name);
  for (const char* usec : {"0", "-1", "x", "", "1s"}) {
    set("NOTIFY_SOCKET", name);
    set("WATCHDOG_USEC", usec);
    EXPECT_FALSE(Notifier::from_environment()) << usec;
  }
  for (const char* count : {"-1", "x", "65", ""}) {
    set("LISTEN_PID", own_pid());
    set("LISTEN_FDS", count);
    EXPECT_FALSE(listen_descriptors()) << count;
  }
}

TEST_F(ServiceManagerTest, DescriptorsOfAnotherProcessAreNotOurs) {
  set("LISTEN_PID", "1");
  set("LISTEN_FDS", "1");
  const auto descriptors = listen_descriptors();
  ASSERT_TRUE(descriptors);
  EXPECT_TRUE(descriptors->empty());
}

TEST_F(ServiceManagerTest, DescriptorThatDoesNotListenIsRefused) {
  // In a child, because the number of the first descriptor is fixed.
  EXPECT_EXIT(
      {
        const int null = ::open("/dev/null", O_RDONLY);
        ::dup2(null, 3);
        set("LISTEN_PID", own_pid());
        set("LISTEN_FDS", "1");
        ::_exit(listen_descriptors() ? 1 : 0);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(ServiceManagerTest, ListeningDescriptorComesWithItsNameAndClosesOnExec) {
  EXPECT_EXIT(
      {
        const int first = listening_socket();
        const int second = ::fcntl(first, F_DUPFD, 10);
        ::dup2(second, 3);
        ::dup2(second, 4);
        set("LISTEN_PID", own_pid());
        set("LISTEN_FDS", "2");
        set("LISTEN_FDNAMES", "control:web");
        const auto descriptors = listen_descriptors();
        const bool good = descriptors && descriptors->size() == 2 &&
                          descriptors->at(0).name == "control" &&
                          descriptors->at(1).name == "web" && descriptors->at(1).fd.get() == 4 &&
                          ::fcntl(4, F_GETFD) == FD_CLOEXEC;
        ::_exit(good ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(ServiceManagerTest, CredentialIsReadIntoMemoryOfTheCaller) {
  std::ofstream{folder_ / "site-key"} << "secret";
  set("CREDENTIALS_DIRECTORY", folder_);
  const auto credentials = Credentials::from_environment();
  const auto credential = credentials.open("site-key", 6);
  ASSERT_TRUE(credential);
  Bytes bytes(credential->size());
  ASSERT_TRUE(credential->read_into(bytes));
  EXPECT_EQ(as_text(bytes), "secret");
}

TEST_F(ServiceManagerTest, CredentialLargerThanAllowedIsRefused) {
  std::ofstream{folder_ / "site-key"} << "secret";
  set("CREDENTIALS_DIRECTORY", folder_);
  EXPECT_FALSE(Credentials::from_environment().open("site-key", 5));
}

TEST_F(ServiceManagerTest, UndeclaredCredentialIsNotFound) {
  set("CREDENTIALS_DIRECTORY", folder_);
  EXPECT_EQ(Credentials::from_environment().open("other").error().kind, ErrorKind::NotFound);
  EXPECT_EQ(Credentials::from_environment().open("other").error().kind, ErrorKind::NotFound);
}

TEST_F(ServiceManagerTest, LinkOrFolderIsNoCredential) {
  std::ofstream{folder_ / "real"} << "x";
  fs::create_symlink(folder_ / "real", folder_ / "link");
  fs::create_directory(folder_ / "folder");
  set("CREDENTIALS_DIRECTORY", folder_);
  const auto credentials = Credentials::from_environment();
  EXPECT_FALSE(credentials.open("link"));
  EXPECT_FALSE(credentials.open("folder"));
}

}  // namespace
}  // namespace base
