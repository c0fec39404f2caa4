// Goal: what is played is what was recorded, from a key frame on, and what was altered is left out
// and named. Method: real segments in memory.

#include <gtest/gtest.h>

#include "media/mp4/fragment_parser.h"
#include "media/mp4/init_parser.h"
#include "nvr/playback/playback_index.h"
#include "nvr/playback/segment_media.h"
#include "tests/unit/nvr/playback/footage_world.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;

class PlaybackTest : public testing::Test {
 protected:
  PlaybackIndex index(std::chrono::milliseconds from, std::chrono::milliseconds to) {
    return playback_index(*world_.view, *world_.store,
                          {.camera = world_.camera, .range = {world_.at(from), world_.at(to)}})
        .value();
  }
  static std::vector<const MediaRecord*> video_of(const IndexedSegment& indexed) {
    std::vector<const MediaRecord*> video;
    for (const MediaRecord& record : indexed.media.records) {
      if (record.video) video.push_back(&record);
    }
    return video;
  }

  playback_test::FootageWorld world_;
};

TEST_F(PlaybackTest, TheIndexBeginsWithTheKeyFrameBefore) {
  world_.record(10);
  const auto found = index(5500ms, 7500ms);
  ASSERT_EQ(found.segments.size(), 1U);
  const auto video = video_of(found.segments[0]);
  ASSERT_EQ(video.size(), 4U);
  EXPECT_EQ(video[0]->from, world_.at(4s));
  EXPECT_TRUE(video[0]->key);
  EXPECT_FALSE(video[1]->key);
  EXPECT_EQ(video[3]->from, world_.at(7s));
  EXPECT_FALSE(found.next);
}

TEST_F(PlaybackTest, TheIndexNeedsNoKey) {
  world_.locked = true;
  world_.record(4);
  EXPECT_EQ(index(0ms, 4s).segments.size(), 1U);
  EXPECT_TRUE(world_.opened.empty());
}

TEST_F(PlaybackTest, ASegmentThatBeginsWithoutAKeyFrameIsPlayedWithTheOneBefore) {
  world_.record(3);
  world_.record(4, true, false);
  const auto found = index(3100ms, 5s);
  ASSERT_EQ(found.segments.size(), 2U);
  EXPECT_EQ(video_of(found.segments[0]).at(0)->from, world_.at(2s));
}

TEST_F(PlaybackTest, AGrowingSegmentIsPlayedAsFarAsItIs) {
  world_.record(4, false);
  const auto found = index(0ms, 60s);
  ASSERT_EQ(found.segments.size(), 1U);
  EXPECT_EQ(video_of(found.segments[0]).size(), 4U);
  EXPECT_EQ(found.segments[0].media.end, storage::SegmentEnd::Unterminated);
}

TEST_F(PlaybackTest, ALongRangeIsToldInParts) {
  for (int i = 0; i < 4; ++i) world_.record(2);
  PlaybackQuestion question{
      .camera = world_.camera, .range = {world_.at(0ms), world_.at(8s)}, .segments_max = 1};
  const auto first = playback_index(*world_.view, *world_.store, question).value();
  EXPECT_EQ(first.segments.size(), 2U);
  EXPECT_EQ(first.next, world_.at(4s));
}

TEST_F(PlaybackTest, NothingRecordedIsAnEmptyIndex) {
  EXPECT_TRUE(index(0ms, 10s).segments.empty());
}

TEST_F(PlaybackTest, TheInitIsLabelledForABrowserAndLeavesOutWhatItCannotPlay) {
  world_.record(2);
  const auto init = browser_init(*world_.store, world_.segment(1), world_.viewer()).value();
  const auto parsed = media::parse_init(init).value();
  ASSERT_EQ(parsed.tracks.size(), 1U);
  EXPECT_EQ(parsed.tracks[0].sample_entry, "avc1");
}

TEST_F(PlaybackTest, TheMediaOfARunIsWhatWasRecorded) {
  world_.record(4);
  const auto found = index(0ms, 4s);
  const auto video = video_of(found.segments.at(0));
  const auto first = video[0]->entry.header.number;
  const auto second = video[1]->entry.header.number;
  const auto run =
      browser_media(*world_.store, world_.segment(1), world_.viewer(), first, second).value();
  EXPECT_TRUE(run.altered.empty());
  const std::string_view text = base::as_text(run.bytes);
  EXPECT_NE(text.find("picture 0.0"), std::string_view::npos);
  EXPECT_NE(text.find("picture 1.4"), std::string_view::npos);
  EXPECT_EQ(text.find("picture 2.0"), std::string_view::npos);
  EXPECT_EQ(text.find("sound"), std::string_view::npos);  // mu-law is not for browsers
}

TEST_F(PlaybackTest, AnAlteredRecordIsLeftOutWithThePicturesThatNeedItAndNamed) {
  const std::string path = world_.record(6);
  const auto indexed = index(0ms, 6s).segments.at(0);
  const auto video = video_of(indexed);
  world_.alter(path, video[2]->entry.offset);
  const auto run =
      browser_media(*world_.store, world_.segment(1), world_.viewer(), 1, storage::kRecordsMax)
          .value();
  EXPECT_EQ(run.altered, std::vector<std::uint64_t>{video[2]->entry.header.number});
  const std::string_view text = base::as_text(run.bytes);
  EXPECT_NE(text.find("picture 1.0"), std::string_view::npos);
  EXPECT_EQ(text.find("picture 2.0"), std::string_view::npos);
  EXPECT_EQ(text.find("picture 3.0"), std::string_view::npos);
  EXPECT_NE(text.find("picture 4.0"), std::string_view::npos);
}

TEST_F(PlaybackTest, OneSessionOpensASegmentOnceAndAnotherForItself) {
  world_.record(4);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(browser_init(*world_.store, world_.segment(1), world_.viewer(1)));
    ASSERT_TRUE(
        browser_media(*world_.store, world_.segment(1), world_.viewer(1), 1, storage::kRecordsMax));
  }
  EXPECT_EQ(world_.opened.size(), 1U);
  ASSERT_TRUE(browser_init(*world_.store, world_.segment(1), world_.viewer(2)));
  EXPECT_EQ(world_.opened.size(), 2U);
}

TEST_F(PlaybackTest, LockedKeysAreSaidToBe) {
  world_.record(2);
  world_.locked = true;
  const auto init = browser_init(*world_.store, world_.segment(1), world_.viewer());
  ASSERT_FALSE(init);
  EXPECT_TRUE(is_locked(init.error()));
}

TEST_F(PlaybackTest, APathThatLeadsOutOfTheVolumeIsNotFollowed) {
  world_.record(2);
  ViewedSegment segment = world_.segment(1);
  segment.path = "../v/" + segment.path;
  EXPECT_EQ(world_.store->open(segment).error().kind, base::ErrorKind::NotFound);
}

TEST_F(PlaybackTest, AnotherSegmentInItsPlaceIsNotTakenForIt) {
  world_.record(2);
  world_.record(2);
  ViewedSegment segment = world_.segment(1);
  segment.path = world_.segment(2).path;
  EXPECT_EQ(world_.store->open(segment).error().kind, base::ErrorKind::Corrupt);
}

}  // namespace
}  // namespace nvr
