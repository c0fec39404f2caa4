// Goal: cameras play in real time to whoever watches and to nobody else.
#include "nvr/fleet/fleet.h"

#include <gtest/gtest.h>

#include "base/random_id.h"

namespace {

class Watcher : public rtsp::Receiver {
 public:
  void receive(const std::shared_ptr<const rtsp::Unit>& unit) override {
    times.push_back(unit->rtp_time);
    if (times.size() == enough) done();
  }
  std::vector<std::uint32_t> times;
  std::size_t enough = 0;
  std::function<void()> done = [] {};
};

class FleetTest : public testing::Test {
 protected:
  static const nvr::Loop& loop() {
    static const nvr::Loop kLoop =
        nvr::Loop::encode({.width = 320, .height = 180, .fps = 50, .gop = 10, .bitrate_kbps = 300})
            .value();
    return kLoop;
  }

  base::RealClock clock_;
  base::KernelIdSource ids_;
  http::Reactor reactor_;
};

TEST_F(FleetTest, EveryCameraHasItsPaths) {
  const nvr::Fleet fleet{reactor_, clock_, ids_, 3, loop(), &loop()};
  for (const char* path : {"/cam0", "/cam1", "/cam2", "/cam3", "/cam0/sub", "/cam3/sub"}) {
    EXPECT_TRUE(fleet.mounts().contains(path)) << path;
  }
  EXPECT_FALSE(fleet.mounts().contains("/cam4"));
}

TEST_F(FleetTest, PlaysEveryPictureOnceToWhoWatchesAndNothingToOthers) {
  const nvr::Fleet fleet{reactor_, clock_, ids_, 9, loop(), nullptr};
  Watcher one;
  Watcher two;
  one.enough = 30;
  one.done = [this] { reactor_.stop(); };
  fleet.mounts().at("/cam1")->add(one);
  fleet.mounts().at("/cam9")->add(two);
  reactor_.run();
  ASSERT_GE(one.times.size(), 30U);
  for (std::size_t i = 1; i < one.times.size(); ++i) {
    EXPECT_EQ(one.times[i] - one.times[i - 1], 90000U / 50);
  }
  EXPECT_GE(two.times.size(), 29U);
  EXPECT_EQ(fleet.published(), one.times.size() + two.times.size());
  fleet.mounts().at("/cam1")->remove(one);
  fleet.mounts().at("/cam9")->remove(two);
}

TEST_F(FleetTest, RestsWhileNobodyWatches) {
  const nvr::Fleet fleet{reactor_, clock_, ids_, 1, loop(), nullptr};
  Watcher watcher;
  auto& feed = *fleet.mounts().at("/cam0");
  watcher.enough = 2;
  watcher.done = [&] { reactor_.post([&] { feed.remove(watcher); }); };
  http::Timer rest{reactor_};
  feed.add(watcher);
  rest.start(std::chrono::milliseconds{500}, [this] { reactor_.stop(); });
  reactor_.run();
  EXPECT_LE(watcher.times.size(), 3U);
  EXPECT_EQ(fleet.published(), watcher.times.size());
}

}  // namespace
