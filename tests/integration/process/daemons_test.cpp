// Goal: each daemon, started from its own unit, becomes ready, answers, comes back after a crash,
// stops in order when told, and leaves nothing behind.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <future>

#include "tests/integration/process/process_test_world.h"
#include "tests/support/run_program.h"

namespace {

using mini_init::State;
using process_test::World;

struct Daemon {
  std::string unit;
  std::string program;
  std::string area;
};

class DaemonTest : public testing::TestWithParam<Daemon> {
 protected:
  mini_init::SupervisedService& start() {
    const auto started = world_.init.start(GetParam().unit);
    if (!started) throw std::runtime_error{started.error().message};
    return **started;
  }
  std::string state() {
    const auto reply = world_.call(GetParam().area, "status");
    return reply ? reply->arguments.get_string("state").value() : reply.error().message;
  }

  World world_{World::real()};
};

TEST_P(DaemonTest, AnswersStatusOnceReady) {
  start();
  const auto reply = world_.call(GetParam().area, "status");
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(*reply->arguments.get_string("program"), GetParam().program);
  EXPECT_EQ(*reply->arguments.get_string("version"), "0.1.0");
  EXPECT_EQ(*reply->arguments.get_string("state"), "ready");
  EXPECT_GE(*reply->arguments.get_int("uptime_s"), 0);
}

TEST_P(DaemonTest, KnowsNoVerbThatNobodyGaveIt) {
  start();
  EXPECT_FALSE(world_.call(GetParam().area, "open_segment"));
}

TEST_P(DaemonTest, StopsInOrderOnSigterm) {
  auto& daemon = start();
  world_.init.stop(GetParam().unit);
  ASSERT_TRUE(daemon.last_ending());
  EXPECT_FALSE(daemon.last_ending()->signalled);
  EXPECT_EQ(daemon.last_ending()->number, 0);
  const auto said = [&](const char* code) {
    return std::ranges::any_of(daemon.lines(), [&](const std::string& line) {
      return line.find(code) != std::string::npos;
    });
  };
  for (const char* code : {"S001", "S002", "S003", "S004"}) EXPECT_TRUE(said(code)) << code;
}

TEST_P(DaemonTest, ComesBackAfterACrash) {
  auto& daemon = start();
  const pid_t before = daemon.pid();
  daemon.send_signal(SIGKILL);
  ASSERT_TRUE(
      world_.run_until([&] { return daemon.starts() == 2 && daemon.state() == State::Ready; }));
  EXPECT_NE(daemon.pid(), before);
  EXPECT_EQ(state(), "ready");
}

TEST_P(DaemonTest, RunsHardened) {
  const auto& daemon = start();
  const std::string status =
      test_support::run_program({"/bin/cat", "/proc/" + std::to_string(daemon.pid()) + "/status"})
          .out;
  EXPECT_NE(status.find("NoNewPrivs:\t1"), std::string::npos);
  EXPECT_NE(status.find("Umask:\t0077"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    All, DaemonTest,
    testing::Values(Daemon{"custody-keeper.service", "custody-keeper", "keeper"},
                    Daemon{"custody-recorder.service", "custody-recorder", "recorder"},
                    Daemon{"custodyd.service", "custodyd", "control"},
                    Daemon{"custody-host.service", "custody-host", "host"},
                    Daemon{"custody-camera.service", "custody-camera", "camera"}),
    [](const auto& chosen) { return chosen.param.area; });

TEST(TargetTest, StartsEverythingInItsOrderAndStopsItInReverse) {
  World world = World::real();
  ASSERT_TRUE(world.init.start("custody.target"));
  // The host helper has only its socket so far.
  const std::vector<std::string> order = world.init.services();
  const auto place = [&](const char* unit) {
    return std::ranges::find(order, unit) - order.begin();
  };
  EXPECT_LT(place("custody-keeper.service"), place("custody-recorder.service"));
  EXPECT_LT(place("custody-recorder.service"), place("custodyd.service"));
  EXPECT_EQ(world.init.find("custody-host.service")->state(), State::Listening);

  world.init.stop_all();
  for (const std::string& unit : order) EXPECT_EQ(world.init.find(unit)->pid(), 0) << unit;
}

TEST(HostTest, StartsWithTheFirstRequest) {
  World world = World::real();
  ASSERT_TRUE(world.init.start("custody-host.socket"));
  auto* host = world.init.find("custody-host.service");
  ASSERT_EQ(host->starts(), 0);

  auto answer = std::async(std::launch::async, [&] { return world.call("host", "status"); });
  ASSERT_TRUE(world.run_until(
      [&] { return answer.wait_for(std::chrono::seconds{0}) == std::future_status::ready; }));
  const auto reply = answer.get();
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(host->starts(), 1);
}

class StatusTest : public testing::Test {
 protected:
  test_support::Ended status(std::vector<std::string> more = {}) {
    std::vector<std::string> command{CUSTODY_BIN_DIR "/custody", "status", "--runtime",
                                     world_.root() + "/run/custody"};
    command.insert(command.end(), more.begin(), more.end());
    return test_support::run_program(std::move(command));
  }

  World world_{World::real()};
};

TEST_F(StatusTest, EveryProgramThatIsThereIsReady) {
  ASSERT_TRUE(world_.init.start("custodyd.service"));
  const auto ended = status();
  EXPECT_EQ(ended.status, 0);
  EXPECT_NE(ended.out.find("custodyd           ready        0.1.0"), std::string::npos)
      << ended.out;
  EXPECT_NE(ended.out.find("custody-camera     absent       not here"), std::string::npos);
}

TEST_F(StatusTest, SilentProgramIsNamedAndTheStatusIsOne) {
  ASSERT_TRUE(world_.init.start("custody-recorder.service"));
  world_.init.find("custody-recorder.service")->send_signal(SIGSTOP);
  const auto ended = status({"--json"});
  EXPECT_EQ(ended.status, 1);
  const auto all = base::parse_json(ended.out);
  ASSERT_TRUE(all) << ended.out;
  for (const base::Json& program : *all->find("programs")->as_array()) {
    const bool keeper = *program.get_string("program") == "custody-keeper";
    const bool recorder = *program.get_string("program") == "custody-recorder";
    EXPECT_EQ(*program.get_bool("answers"), keeper);
    EXPECT_EQ(*program.get_bool("present"), keeper || recorder);
  }
}

}  // namespace
