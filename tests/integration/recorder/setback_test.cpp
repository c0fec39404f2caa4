// Goal: what a kill, a lost catalog or an absent camera costs, counted picture by picture. Method:
// the real programs, and a camera whose pictures are numbered and that stands still when told, so
// that no clock decides.

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include "tests/integration/recorder/recorder_world.h"
#include "tests/integration/recorder/rtsp_source.h"

namespace {

using recorder_test::kKeeper;
using recorder_test::kPicturesInGroup;
using recorder_test::kRecorder;
using recorder_test::RecorderWorld;
using recorder_test::RtspSource;

class SetbackTest : public testing::Test {
 protected:
  SetbackTest() {
    world_.start();
    world_.follow();
  }

  std::string state_of(const std::string& camera, const char* member = "state") const {
    const auto found = world_.state_of(camera).get_string(member);
    return found ? *found : std::string{};
  }
  static void expect_contiguous(const std::vector<std::uint32_t>& pictures) {
    ASSERT_FALSE(pictures.empty());
    for (std::size_t i = 1; i < pictures.size(); ++i) {
      ASSERT_EQ(pictures[i], pictures[i - 1] + 1);
    }
  }

  RecorderWorld world_;
};

// A turn is a second: what it took with it is the second before, and the group under way.
TEST_F(SetbackTest, AKilledRecorderLosesTheGroupOfPicturesUnderWayAndNoneThatATurnTook) {
  RtspSource source{{}};
  const std::string camera = world_.add_camera(source.url(), "a good password");
  ASSERT_TRUE(world_.wait([&] { return world_.records(camera) > 8; })) << state_of(camera);
  source.stand_still();
  const auto opener = world_.opener();
  const std::string first = world_.path_of(camera);
  const std::uint32_t group_under_way =
      (source.pictures() - 1) / kPicturesInGroup * kPicturesInGroup;
  ASSERT_TRUE(world_.wait([&] { return opener.pictures(first).back() + 1 >= group_under_way; }));

  world_.recorder().send_signal(SIGKILL);
  ASSERT_TRUE(world_.wait([&] { return source.times_watched() == 2; }));
  source.go_on();
  ASSERT_TRUE(world_.wait([&] { return world_.records(camera, 2) > 4; })) << state_of(camera);
  world_.init().stop(kRecorder);

  const auto before = opener.pictures(first);
  const auto after = opener.pictures(world_.path_of(camera, 2));
  expect_contiguous(before);
  expect_contiguous(after);
  EXPECT_GE(before.back() + 1, group_under_way);
  EXPECT_LE(after.front(), group_under_way + kPicturesInGroup);
  EXPECT_EQ(after.front() % kPicturesInGroup, 0U);
  const auto checked = world_.check();
  EXPECT_NE(checked.result.verdict, storage::CheckVerdict::Inconsistent) << checked.findings;
  EXPECT_EQ(checked.result.faults, 0U) << checked.findings;
}

TEST_F(SetbackTest, ADeletedCatalogIsMadeAnewWithoutKeysWhileRecordingGoesOn) {
  RtspSource source{{}};
  const std::string camera = world_.add_camera(source.url(), "a good password");
  ASSERT_TRUE(world_.wait([&] { return world_.records(camera) > 4; })) << state_of(camera);
  const auto opener = world_.opener();
  world_.init().stop(kRecorder);
  world_.init().stop(kKeeper);
  int deleted = 0;
  for (const auto& entry : std::filesystem::directory_iterator{world_.state()}) {
    if (!entry.path().filename().string().starts_with("catalog.db")) continue;
    deleted += std::filesystem::remove(entry.path()) ? 1 : 0;
  }
  ASSERT_GE(deleted, 1);

  // Whoever followed is told to begin anew, and hears of the old segment and of the new one.
  world_.start_alone(kRecorder);
  ASSERT_TRUE(world_.wait([&] {
    return world_.records(camera, 1) > 4 && world_.records(camera, 2) > 4;
  })) << state_of(camera);
  EXPECT_EQ(world_.segments_of(camera).at(1).get_string("state").value(), "final");
  EXPECT_EQ(state_of(camera), "recording");
  world_.init().stop(kRecorder);
  for (const std::int64_t sequence : {1, 2}) {
    expect_contiguous(opener.pictures(world_.path_of(camera, sequence)));
  }
  const auto checked = world_.check();
  EXPECT_EQ(checked.result.faults, 0U) << checked.findings;
}

TEST_F(SetbackTest, AnAbsentCameraIsToldWithItsNextTryAndDisturbsNobody) {
  RtspSource source{{}};
  const std::string absent = world_.add_camera("rtsp://127.0.0.1:1/main", "a good password");
  const std::string camera = world_.add_camera(source.url(), "a good password");
  ASSERT_TRUE(world_.wait([&] { return state_of(absent) == "lost"; })) << state_of(absent);
  EXPECT_EQ(state_of(absent, "reason"), "unreachable");
  EXPECT_NE(state_of(absent, "next_try"), "");
  EXPECT_TRUE(world_.wait([&] { return world_.records(camera) > 4; })) << state_of(camera);
}

TEST_F(SetbackTest, ACameraThatWentAwayEndsItsSegmentInOrder) {
  auto source = std::make_unique<RtspSource>(RtspSource::Options{});
  const std::string camera = world_.add_camera(source->url(), "a good password");
  ASSERT_TRUE(world_.wait([&] { return world_.records(camera) > 4; })) << state_of(camera);
  source.reset();
  ASSERT_TRUE(world_.wait([&] { return state_of(camera) == "lost"; })) << state_of(camera);
  ASSERT_TRUE(world_.wait(
      [&] { return world_.segments_of(camera).at(1).get_string("state").value() == "final"; }));
  expect_contiguous(world_.opener().pictures(world_.path_of(camera)));
}

}  // namespace
