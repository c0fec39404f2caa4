// Goal: no picture is lost while custodyd, the keeper or a worker is killed. Method: the real
// programs, killed while a camera with numbered pictures is recorded; then the clip of the whole
// time is downloaded and its pictures are counted.

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "base/clock.h"
#include "base/named_thread.h"
#include "nvr/fleet/fleet_server.h"
#include "tests/integration/control/recording_test.h"

namespace {

namespace fs = std::filesystem;

using base::Json;
using control_test::kSecondsBefore;
using control_test::RecordingTest;

class SurvivalTest : public RecordingTest {};

// Kills every process that `parent` starts, as soon as it is seen.
class ChildKiller {
 public:
  explicit ChildKiller(pid_t parent)
      : tasks_{"/proc/" + std::to_string(parent) + "/task"}, thread_{"child-killer", [this] {
                                                                       while (!enough_) kill_all();
                                                                     }} {}
  ChildKiller(const ChildKiller&) = delete;
  ChildKiller& operator=(const ChildKiller&) = delete;
  ~ChildKiller() {
    enough_ = true;
    thread_.join();
  }

  int killed() const { return killed_; }

 private:
  void kill_all() {
    std::error_code gone;
    for (const auto& task : fs::directory_iterator{tasks_, gone}) {
      std::ifstream children{task.path() / "children"};
      for (pid_t child = 0; children >> child;) {
        if (::kill(child, SIGKILL) == 0) ++killed_;
      }
    }
  }

  fs::path tasks_;
  std::atomic<bool> enough_ = false;
  std::atomic<int> killed_ = 0;
  base::NamedThread thread_;
};

TEST_F(SurvivalTest, KillingCustodydLosesNoPicture) {
  world_.kill(control_test::kControl);
  EXPECT_EQ(world_.get("/api/v1/session").status, 200);
  expect_nothing_lost();
}

TEST_F(SurvivalTest, KillingTheKeeperLosesNoPictureAndItsKeysStillOpenThem) {
  world_.kill(control_test::kKeeper);
  expect_nothing_lost();
}

TEST_F(SurvivalTest, KillingAWorkerLosesNoPictureAndTheNextOneWorks) {
  // Another camera, whose pictures can be decoded.
  const base::RealClock clock;
  auto fleet =
      nvr::FleetServer::make({.bitrate_kbps = 500, .gop_s = 1, .width = 640, .height = 360}, clock)
          .value();
  ASSERT_TRUE(fleet->start());
  const std::string other =
      world_.add_camera("rtsp://127.0.0.1:" + std::to_string(fleet->port()) + "/cam1");
  const auto thumbnail = [&] {
    const Json span = world_.recorded(other, 1);
    return world_.get("/api/v1/cameras/" + other +
                      "/thumbnail?at=" + span.get_string("to").value());
  };
  {
    const ChildKiller killer{world_.init().find(control_test::kControl)->pid()};
    EXPECT_TRUE(world_.wait([&] { return thumbnail().status != 200 && killer.killed() > 0; }));
  }
  EXPECT_TRUE(world_.wait([&] { return thumbnail().status == 200; }));
  expect_nothing_lost();
  EXPECT_EQ(world_.send(http::Method::Delete, "/api/v1/cameras/" + other, {}).status, 204);
  EXPECT_TRUE(fleet->stop(clock.steady()));
}

TEST_F(SurvivalTest, AKilledRecorderLeavesAnArchiveThatNeedsNoRepair) {
  world_.kill(control_test::kRecorder);
  (void)world_.recorded(camera_, kSecondsBefore);
  EXPECT_TRUE(world_.wait([&] {
    const auto timeline = world_.get("/api/v1/cameras/" + camera_ + "/timeline").json();
    return timeline.find("spans")->as_array()->size() > 1;
  }));
  const auto check =
      world_.custody({"store", "check", "--deep", "--state", world_.recorder_state()});
  EXPECT_EQ(check.status, 0) << check.out << check.err;
  EXPECT_NE(check.out.find(" 0 faults"), std::string::npos) << check.out;
}

}  // namespace
