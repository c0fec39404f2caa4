// Goal: a clip is a complete file of what was recorded, readable from anywhere, and says what is
// missing. Method: real segments in memory.

#include <gtest/gtest.h>

#include "nvr/playback/clip_desk.h"
#include "nvr/playback/clip_source.h"
#include "tests/support/filled_id.h"
#include "tests/unit/nvr/playback/footage_world.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;

class ClipTest : public testing::Test {
 protected:
  base::Result<ClipPlan> plan(std::chrono::milliseconds from, std::chrono::milliseconds to) {
    return plan_clip(*world_.view, *world_.store, world_.camera, {world_.at(from), world_.at(to)},
                     world_.viewer());
  }
  std::string file_of(ClipPlan planned, std::size_t piece = 1000) {
    ClipSource source{std::make_shared<const ClipPlan>(std::move(planned)), *world_.store,
                      world_.viewer()};
    std::string file;
    base::Bytes bytes(piece);
    for (;;) {
      const std::size_t got = source.read(file.size(), bytes).value();
      if (got == 0) return file;
      file += base::as_text(base::ByteView{bytes}.first(got));
    }
  }

  playback_test::FootageWorld world_;
};

TEST_F(ClipTest, BeginsAtTheKeyFrameBeforeAndEndsAfterTheRange) {
  world_.record(10);
  const auto planned = plan(3500ms, 6500ms).value();
  EXPECT_EQ(planned.from, world_.at(2s));
  EXPECT_EQ(planned.to, world_.at(7s));
  EXPECT_EQ(planned.clip.duration(), 5s);
  EXPECT_TRUE(planned.findings.empty());
}

TEST_F(ClipTest, TheFileHoldsEachPictureOnceInOrder) {
  world_.record(4);
  world_.record(4);
  auto planned = plan(0ms, 8s).value();
  const std::uint64_t bytes = planned.clip.bytes();
  const std::string file = file_of(std::move(planned));
  EXPECT_EQ(file.size(), bytes);
  EXPECT_EQ(file.substr(4, 4), "ftyp");
  std::size_t at = 0;
  for (int second = 0; second < 8; ++second) {
    const std::string text = "picture " + std::to_string(second % 4) + ".0";
    at = file.find(text, at + 1);
    ASSERT_NE(at, std::string::npos) << text;
  }
}

TEST_F(ClipTest, AnyRangeOfItIsTheSameBytes) {
  world_.record(4);
  const auto planned = std::make_shared<const ClipPlan>(plan(0ms, 4s).value());
  const std::string whole = file_of(*planned);
  ClipSource source{planned, *world_.store, world_.viewer()};
  for (const std::size_t from :
       {std::size_t{0}, std::size_t{7}, whole.size() / 2, whole.size() - 1}) {
    base::Bytes bytes(100);
    const std::size_t got = source.read(from, bytes).value();
    EXPECT_EQ(base::as_text(base::ByteView{bytes}.first(got)), whole.substr(from, 100));
  }
  base::Bytes bytes(1);
  EXPECT_EQ(source.read(whole.size(), bytes).value(), 0U);
}

TEST_F(ClipTest, AnAlteredRecordIsLeftOutAndNamed) {
  const std::string path = world_.record(6);
  const auto index =
      playback_index(*world_.view, *world_.store,
                     {.camera = world_.camera, .range = {world_.at(0ms), world_.at(6s)}})
          .value();
  const auto& record = index.segments.at(0).media.records.at(4);  // picture and sound by turns
  ASSERT_TRUE(record.video);
  world_.alter(path, record.entry.offset);
  auto planned = plan(0ms, 6s).value();
  ASSERT_EQ(planned.findings.size(), 1U);
  EXPECT_EQ(planned.findings[0].record, record.entry.header.number);
  EXPECT_EQ(planned.findings[0].byte, record.entry.offset);
  const std::string file = file_of(std::move(planned));
  EXPECT_NE(file.find("picture 1.0"), std::string::npos);
  EXPECT_EQ(file.find("picture 2.0"), std::string::npos);
  EXPECT_EQ(file.find("picture 3.0"), std::string::npos);
  EXPECT_NE(file.find("picture 4.0"), std::string::npos);
}

TEST_F(ClipTest, NothingRecordedIsNotFoundAndTooLongIsRefused) {
  EXPECT_EQ(plan(0ms, 6s).error().kind, base::ErrorKind::NotFound);
  EXPECT_EQ(plan(0ms, 2h + 1ms).error().kind, base::ErrorKind::InvalidInput);
  EXPECT_EQ(plan(0ms, 2h).error().kind, base::ErrorKind::NotFound);
}

TEST_F(ClipTest, ASegmentThatExpiredMeanwhileCutsTheDownload) {
  const std::string path = world_.record(4);
  auto planned = std::make_shared<const ClipPlan>(plan(0ms, 4s).value());
  ASSERT_TRUE(world_.files.remove_file(path));
  ClipSource source{planned, *world_.store, world_.viewer()};
  base::Bytes bytes(10);
  EXPECT_TRUE(source.read(0, bytes));
  EXPECT_FALSE(source.read(planned->clip.head().size(), bytes));
}

TEST_F(ClipTest, TheDeskPlansOncePerSession) {
  world_.record(4);
  ClipDesk desk{*world_.view, *world_.store, world_.clock, {}};
  const ClipDesk::Asked asked{world_.camera, {world_.at(0ms), world_.at(4s)}, world_.viewer(1)};
  const auto first = desk.plan(asked).value();
  EXPECT_TRUE(first.fresh);
  EXPECT_EQ(desk.plan(asked).value().plan, first.plan);
  auto other = asked;
  other.viewer = world_.viewer(2);
  EXPECT_NE(desk.plan(other).value().plan, first.plan);
}

TEST_F(ClipTest, ALongClipIsOpenedUnderAGrantAndAShortOneWithout) {
  world_.record(4);
  int asked_for = 0;
  const base::Id grant = test_support::filled_id(0x6a);
  ClipDesk desk{*world_.view,
                *world_.store,
                world_.clock,
                {.bulk_from = 4s},
                [&](const ClipDesk::Asked&) -> base::Result<base::Id> {
                  ++asked_for;
                  return grant;
                }};
  const ClipDesk::Asked bulk{world_.camera, {world_.at(0ms), world_.at(4s)}, world_.viewer()};
  EXPECT_EQ(desk.plan(bulk).value().grant, grant);
  EXPECT_EQ(desk.plan(bulk).value().grant, grant);
  EXPECT_EQ(asked_for, 1);
  const ClipDesk::Asked shorter{
      world_.camera, {world_.at(0ms), world_.at(3999ms)}, world_.viewer()};
  EXPECT_EQ(desk.plan(shorter).value().grant, std::nullopt);
  EXPECT_EQ(asked_for, 1);
}

TEST_F(ClipTest, AGrantThatIsNotGivenLeavesThePaceOfWatching) {
  world_.record(4);
  ClipDesk desk{*world_.view,
                *world_.store,
                world_.clock,
                {.bulk_from = 1s},
                [](const ClipDesk::Asked&) -> base::Result<base::Id> {
                  return base::Error{base::ErrorKind::Unavailable, "too many"};
                }};
  const ClipDesk::Asked bulk{world_.camera, {world_.at(0ms), world_.at(4s)}, world_.viewer()};
  const auto planned = desk.plan(bulk);
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->grant, std::nullopt);
}

TEST_F(ClipTest, ADeskPlansAnewWhatStillGrows) {
  world_.record(4, false);
  ClipDesk desk{*world_.view, *world_.store, world_.clock, {}};
  const ClipDesk::Asked growing{world_.camera, {world_.at(0ms), world_.at(9s)}, world_.viewer()};
  EXPECT_NE(desk.plan(growing).value().plan, desk.plan(growing).value().plan);
  const ClipDesk::Asked over{world_.camera, {world_.at(0ms), world_.at(3s)}, world_.viewer()};
  EXPECT_EQ(desk.plan(over).value().plan, desk.plan(over).value().plan);
}

}  // namespace
}  // namespace nvr
