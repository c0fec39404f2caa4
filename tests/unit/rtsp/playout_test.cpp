// Goal: a receiver gets a stream it can decode from its first packet on, and a slow one loses whole
// pictures up to a key frame, never parts.
#include "rtsp/playout.h"

#include <gtest/gtest.h>

#include "media/rtsp/rtsp_parser.h"
#include "tests/unit/rtsp/feed_fixture.h"

namespace {

using rtsp_test::picture;
using rtsp_test::sound;

class PlayoutTest : public testing::Test {
 protected:
  PlayoutTest() { feed_.add(collector_); }

  const rtsp::Unit& unit(std::size_t track, const media::Sample& sample) {
    EXPECT_TRUE(feed_.publish(track, sample, base::WallTime{std::chrono::seconds{1'795'209'248}}));
    return *collector_.units.back();
  }
  // The channels of what comes out, in order.
  std::vector<int> take(const rtsp::Unit& unit, std::size_t queued = 0) {
    base::Bytes out;
    playout_.take(unit, queued, out);
    media::RtspParser parser;
    parser.push(out);
    std::vector<int> channels;
    while (auto message = parser.next().value()) {
      channels.push_back(std::get<media::RtspInterleaved>(*message).channel);
    }
    return channels;
  }

  base::KernelIdSource ids_;
  rtsp::Feed feed_{rtsp_test::video_and_sound(), ids_};
  rtsp_test::Collector collector_;
  rtsp::Playout playout_{feed_, {{0, {0, 1}}, {1, {2, 3}}}, {.queued_bytes_max = 1000}};
};

TEST_F(PlayoutTest, BeginsWithAKeyFrameAndItsReport) {
  EXPECT_TRUE(take(unit(0, picture(false, 0))).empty());
  EXPECT_TRUE(take(unit(1, sound(0))).empty());
  EXPECT_EQ(take(unit(0, picture(true, 3600))), (std::vector{1, 0}));
  EXPECT_EQ(take(unit(1, sound(320))), (std::vector{3, 2}));
  EXPECT_EQ(take(unit(0, picture(false, 7200))), (std::vector{0}));
  EXPECT_EQ(playout_.skipped(), 0U);
}

TEST_F(PlayoutTest, ReportsAgainAfterTheInterval) {
  take(unit(0, picture(true, 0)));
  EXPECT_EQ(take(unit(0, picture(false, 179'999))), (std::vector{0}));
  EXPECT_EQ(take(unit(0, picture(false, 180'000))), (std::vector{1, 0}));
}

TEST_F(PlayoutTest, SlowReceiverGoesOnAtTheNextKeyFrame) {
  take(unit(0, picture(true, 0)));
  EXPECT_EQ(take(unit(0, picture(false, 3600)), 1000), (std::vector{0}));
  EXPECT_TRUE(take(unit(0, picture(false, 7200)), 1001).empty());
  EXPECT_TRUE(playout_.lagging());
  EXPECT_TRUE(take(unit(0, picture(false, 10800)), 0).empty());
  EXPECT_TRUE(take(unit(1, sound(960)), 0).empty());
  EXPECT_TRUE(take(unit(0, picture(true, 14400)), 501).empty());
  EXPECT_FALSE(take(unit(0, picture(true, 18000)), 500).empty());
  EXPECT_FALSE(playout_.lagging());
  EXPECT_EQ(playout_.skipped(), 4U);
}

TEST_F(PlayoutTest, TrackThatWasNotSetUpIsNotSent) {
  rtsp::Playout sound_only{feed_, {{1, {4, 5}}}, {}};
  base::Bytes out;
  sound_only.take(unit(0, picture(true, 0)), 0, out);
  EXPECT_TRUE(out.empty());
  sound_only.take(unit(1, sound(0)), 0, out);
  EXPECT_FALSE(out.empty());
}

}  // namespace
