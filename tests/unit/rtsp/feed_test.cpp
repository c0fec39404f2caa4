// Goal: a feed makes packets once for all, tells who fills it whether anybody watches, and maps its
// media time to the wall.
#include "rtsp/feed.h"

#include <gtest/gtest.h>

#include "media/rtp/rtcp_format.h"
#include "media/rtp/rtp_format.h"
#include "tests/unit/rtsp/feed_fixture.h"

namespace {

using rtsp_test::Collector;
using rtsp_test::picture;
using rtsp_test::sound;

class FeedTest : public testing::Test {
 protected:
  FeedTest() {
    auto options = rtsp_test::video_and_sound();
    options.on_watched = [this](bool watched) { watched_.push_back(watched); };
    options.on_key_wanted = [this] { ++keys_wanted_; };
    feed_ = std::make_unique<rtsp::Feed>(std::move(options), ids_);
  }

  base::KernelIdSource ids_;
  std::vector<bool> watched_;
  int keys_wanted_ = 0;
  std::unique_ptr<rtsp::Feed> feed_;
  const base::WallTime wall_{std::chrono::seconds{1'795'209'248}};
};

TEST_F(FeedTest, TellsWhenTheFirstComesAndTheLastGoes) {
  Collector one;
  Collector two;
  feed_->add(one);
  feed_->add(two);
  feed_->remove(one);
  EXPECT_EQ(watched_, std::vector<bool>{true});
  feed_->remove(two);
  EXPECT_EQ(watched_, (std::vector<bool>{true, false}));
  EXPECT_EQ(keys_wanted_, 2);
}

TEST_F(FeedTest, LeavingTwiceIsLeavingOnce) {
  Collector one;
  feed_->add(one);
  feed_->remove(one);
  feed_->remove(one);
  EXPECT_EQ(watched_, (std::vector<bool>{true, false}));
}

// Leaves with the first unit it gets, as a connection does that is closed by it.
class Leaver : public rtsp::Receiver {
 public:
  explicit Leaver(rtsp::Feed& feed) : feed_{feed} {}
  void receive(const std::shared_ptr<const rtsp::Unit>&) override {
    ++units;
    feed_.remove(*this);
  }
  int units = 0;

 private:
  rtsp::Feed& feed_;
};

TEST_F(FeedTest, WhoLeavesWithinARoundTakesNobodysTurn) {
  Leaver leaver{*feed_};
  Collector stays;
  feed_->add(leaver);
  feed_->add(stays);
  ASSERT_TRUE(feed_->publish(1, sound(320), wall_));
  EXPECT_EQ(feed_->receiver_count(), 1U);
  ASSERT_TRUE(feed_->publish(1, sound(320), wall_));
  EXPECT_EQ(leaver.units, 1);
  EXPECT_EQ(stays.units.size(), 2U);
}

TEST_F(FeedTest, AllReceiversGetTheSamePackets) {
  Collector one;
  Collector two;
  feed_->add(one);
  feed_->add(two);
  ASSERT_TRUE(feed_->publish(0, picture(true, 1000, 5000), wall_));
  ASSERT_EQ(one.units.size(), 1U);
  EXPECT_EQ(one.units[0], two.units[0]);
  EXPECT_GT(one.units[0]->ends.size(), 3U);
  EXPECT_EQ(one.units[0]->ends.back(), one.units[0]->packets.size());
}

TEST_F(FeedTest, ReportMapsTheSamplesTimeToTheWall) {
  Collector one;
  feed_->add(one);
  ASSERT_TRUE(feed_->publish(0, picture(true, 4711), wall_));
  const auto reports = media::parse_rtcp(one.units.at(0)->report);
  ASSERT_TRUE(reports);
  const auto& report = std::get<media::SenderReport>(reports->at(0));
  EXPECT_EQ(report.rtp_time, 4711U);
  EXPECT_EQ(report.ssrc, feed_->ssrc(0));
  EXPECT_EQ(std::chrono::round<std::chrono::microseconds>(media::from_ntp(report.ntp_time)),
            std::chrono::round<std::chrono::microseconds>(wall_));
  EXPECT_TRUE(std::holds_alternative<media::SourceDescription>(reports->at(1)));
}

TEST_F(FeedTest, NumbersOnAcrossReceivers) {
  Collector one;
  feed_->add(one);
  const auto first = feed_->next_sequence(1);
  ASSERT_TRUE(feed_->publish(1, sound(0), wall_));
  feed_->remove(one);
  Collector two;
  feed_->add(two);
  ASSERT_TRUE(feed_->publish(1, sound(320), wall_));
  EXPECT_EQ(one.units[0]->first_sequence, first);
  EXPECT_EQ(two.units[0]->first_sequence, static_cast<std::uint16_t>(first + 1));
}

TEST_F(FeedTest, BrokenSampleIsRefusedAndNobodyGetsIt) {
  Collector one;
  feed_->add(one);
  media::Sample broken;
  broken.data = {0, 0, 9, 9, 1};
  EXPECT_FALSE(feed_->publish(0, broken, wall_));
  EXPECT_TRUE(one.units.empty());
}

TEST_F(FeedTest, DescriptionNamesEveryTrack) {
  const auto session = media::sdp::parse_sdp(feed_->describe());
  ASSERT_TRUE(session);
  EXPECT_EQ(session->name, "Door");
  ASSERT_EQ(session->media.size(), 2U);
  EXPECT_EQ(session->media[0].control, "track0");
  EXPECT_EQ(media::sdp::describe(session->media[1])->codec, media::sdp::StreamCodec::G711MuLaw);
  EXPECT_EQ(feed_->find_track("track1"), 1U);
  EXPECT_FALSE(feed_->find_track("track2"));
}

}  // namespace
