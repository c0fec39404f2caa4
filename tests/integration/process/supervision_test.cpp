// Goal: what the service manager promises a daemon, and a daemon the service manager, holds:
// watchdog, restart, credentials, passed sockets, and nothing left behind.

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/integration/process/process_test_world.h"

namespace {

namespace fs = std::filesystem;
using mini_init::State;
using process_test::World;

class SupervisionTest : public testing::Test {
 protected:
  SupervisionTest() {
    fs::create_directories(world_.root() + "/etc/custody");
    std::ofstream{world_.root() + "/etc/custody/site-key"} << "the key";
  }

  mini_init::SupervisedService& start(const std::string& unit) {
    const auto started = world_.init.start(unit);
    if (!started) throw std::runtime_error{started.error().message};
    return **started;
  }
  std::string credential(const std::string& area, const std::string& name) {
    const auto reply = world_.call(area, "credential", {{"name", name}});
    return reply ? std::string{base::as_text(reply->body)} : "error: " + reply.error().message;
  }
  std::string variable(const std::string& area, const std::string& name) {
    return world_.ask(area, "environment", {{"name", name}});
  }
  bool is_gone(pid_t process) {
    std::ifstream stat{"/proc/" + std::to_string(process) + "/stat"};
    std::string number;
    std::string name;
    std::string state;
    // An orphan may wait for a parent that collects it; it runs no more.
    return !(stat >> number >> name >> state) || state == "Z";
  }

  World world_{World::probe()};
};

TEST_F(SupervisionTest, SilentDaemonIsKilledAndStartedAgain) {
  auto& daemon = start("watched.service");
  daemon.send_signal(SIGSTOP);
  ASSERT_TRUE(world_.run_until([&] { return daemon.watchdog_kills() > 0 && daemon.starts() > 1; }));
  ASSERT_TRUE(world_.run_until([&] { return daemon.state() == State::Ready; }));
}

TEST_F(SupervisionTest, DaemonThatHangsFallsSilent) {
  auto& daemon = start("watched.service");
  base::RealClock clock;
  base::KernelIdSource random;
  base::ipc::Client client{{.path = world_.socket_of("watched")}, clock, random};
  ASSERT_TRUE(client.connect(process_test::kLong));
  client.start("hang", {}, process_test::kLong, [](const auto&) {});
  client.poll_once(std::chrono::nanoseconds{0});
  EXPECT_TRUE(world_.run_until([&] { return daemon.watchdog_kills() > 0; }));
}

TEST_F(SupervisionTest, DaemonThatCannotGoOnExitsWithOneAndIsStartedAgain) {
  auto& daemon = start("probe.service");
  ASSERT_TRUE(world_.call("probe", "fail"));
  ASSERT_TRUE(world_.run_until([&] { return daemon.starts() == 2; }));
  EXPECT_FALSE(daemon.last_ending()->signalled);
  EXPECT_EQ(daemon.last_ending()->number, 1);
}

TEST_F(SupervisionTest, WrongConfigurationIsNotTriedAgain) {
  auto& daemon = start("probe.service");
  std::ofstream{world_.root() + "/etc/custody/probe.toml"} << "unknown = 1\n";
  daemon.send_signal(SIGKILL);
  ASSERT_TRUE(world_.run_until([&] { return daemon.state() == State::Failed; }));
  EXPECT_EQ(daemon.last_ending()->number, 78);
  EXPECT_EQ(daemon.starts(), 2);
}

TEST_F(SupervisionTest, ConfigurationComesFromTheConfigurationFolder) {
  std::ofstream{world_.root() + "/etc/custody/probe.toml"} << "greeting = \"good evening\"\n";
  start("probe.service");
  EXPECT_EQ(world_.ask("probe", "greeting"), "good evening");
}

TEST_F(SupervisionTest, StartingTooOftenIsGivenUp) {
  auto& daemon = start("limited.service");
  while (daemon.state() != State::Failed) {
    daemon.send_signal(SIGKILL);
    const int before = daemon.starts();
    ASSERT_TRUE(world_.run_until([&] {
      return daemon.state() == State::Failed ||
             (daemon.starts() > before && daemon.state() == State::Ready);
    }));
  }
  EXPECT_EQ(daemon.starts(), 3);
}

TEST_F(SupervisionTest, DaemonThatDoesNotRestartStaysDown) {
  auto& daemon = start("bare.service");
  daemon.send_signal(SIGKILL);
  ASSERT_TRUE(world_.run_until([&] { return daemon.pid() == 0; }));
  EXPECT_EQ(daemon.state(), State::Failed);
}

TEST_F(SupervisionTest, SecondSigtermEndsADaemonThatHangs) {
  auto& daemon = start("bare.service");
  base::RealClock clock;
  base::KernelIdSource random;
  base::ipc::Client client{{.path = world_.socket_of("bare")}, clock, random};
  ASSERT_TRUE(client.connect(process_test::kLong));
  client.start("hang", {}, process_test::kLong, [](const auto&) {});
  client.poll_once(std::chrono::nanoseconds{0});
  const auto mark = std::filesystem::path{world_.socket_of("bare")}.replace_filename("hanging");
  while (!std::filesystem::exists(mark)) ::usleep(1000);  // else it would end in order
  // Signals of one kind that come together are one; so they are sent until it has ended.
  ASSERT_TRUE(world_.run_until([&] {
    daemon.send_signal(SIGTERM);
    return daemon.pid() == 0;
  }));
  EXPECT_EQ(daemon.last_ending()->number, 128 + SIGTERM);
}

TEST_F(SupervisionTest, CredentialIsReadableOnlyWhereItIsDeclared) {
  start("probe.service");
  start("bare.service");
  EXPECT_EQ(credential("probe", "site-key"), "the key");
  EXPECT_EQ(credential("probe", "motto"), "nothing goes missing");
  EXPECT_EQ(credential("bare", "site-key"), "error: no credential 'site-key'");
}

TEST_F(SupervisionTest, CredentialIsTheOwnersAloneAndGoneAfterTheStop) {
  start("probe.service");
  const std::string folder = world_.root() + "/credentials/probe.service";
  struct stat status{};
  ASSERT_EQ(::stat((folder + "/site-key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0400U);
  world_.init.stop("probe.service");
  EXPECT_FALSE(fs::exists(folder));
}

TEST_F(SupervisionTest, MissingCredentialFileFailsTheStart) {
  fs::remove(world_.root() + "/etc/custody/site-key");
  EXPECT_FALSE(world_.init.start("probe.service"));
}

TEST_F(SupervisionTest, WhatTheManagerGaveIsNotLeftInTheEnvironment) {
  start("probe.service");
  for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "LISTEN_FDS", "CREDENTIALS_DIRECTORY",
                           "REMOVED", "HOME"}) {
    EXPECT_EQ(variable("probe", name), "") << name;
  }
  EXPECT_EQ(variable("probe", "GREETING"), "hello");
  EXPECT_EQ(variable("probe", "PROBE_PATH"), world_.root() + "/state/custody");
  EXPECT_EQ(variable("probe", "STATE_DIRECTORY"), world_.root() + "/state/custody/probe");
}

TEST_F(SupervisionTest, SocketsArePassedByNameAndAgainAfterARestart) {
  auto& daemon = start("listening.service");
  EXPECT_EQ(world_.ask("listening", "listening"), "web web ");
  EXPECT_TRUE(daemon.sockets()[0].address.starts_with("127.0.0.1:"));
  EXPECT_NE(daemon.sockets()[0].address, "127.0.0.1:0");
  daemon.send_signal(SIGKILL);
  ASSERT_TRUE(
      world_.run_until([&] { return daemon.starts() == 2 && daemon.state() == State::Ready; }));
  EXPECT_EQ(world_.ask("listening", "listening"), "web web ");
}

TEST_F(SupervisionTest, NothingIsLeftBehind) {
  auto& daemon = start("probe.service");
  const pid_t main_process = daemon.pid();
  const pid_t child = std::stoi(world_.ask("probe", "spawn"));
  ASSERT_FALSE(is_gone(child));
  world_.init.stop("probe.service");
  EXPECT_TRUE(is_gone(main_process));
  EXPECT_TRUE(world_.run_until([&] { return is_gone(child); }));
  EXPECT_FALSE(fs::exists(world_.root() + "/run/custody/probe"));
}

TEST_F(SupervisionTest, NothingIsLeftBehindByAKilledDaemonEither) {
  auto& daemon = start("bare.service");
  const pid_t child = std::stoi(world_.ask("bare", "spawn"));
  daemon.send_signal(SIGKILL);
  ASSERT_TRUE(world_.run_until([&] { return daemon.pid() == 0; }));
  EXPECT_TRUE(world_.run_until([&] { return is_gone(child); }));
  EXPECT_FALSE(fs::exists(world_.root() + "/run/custody/bare"));
}

}  // namespace
