// Goal: fragments begin where the archive's page says, last as long as their samples, and nothing
// of a stream is lost between them.

#include "nvr/recorder/fragmenter.h"

#include <gtest/gtest.h>

namespace nvr {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const media::Tracks> tracks(bool audio = false) {
  media::Tracks made;
  if (audio) made.audio = media::AudioFormat{};
  return std::make_shared<const media::Tracks>(std::move(made));
}

ReceivedSample picture(int number, bool key) {
  ReceivedSample sample;
  sample.sample.data = base::Bytes(100, static_cast<std::uint8_t>(number));
  sample.sample.key = key;
  sample.media = std::int64_t{number} * 3600;
  sample.wall = base::WallTime{number * 40ms};
  return sample;
}

ReceivedSample sound(int number) {
  ReceivedSample sample;
  sample.track = TrackKind::Audio;
  sample.sample.data = base::Bytes(320, 1);
  sample.sample.key = true;
  sample.media = std::int64_t{number} * 320;
  return sample;
}

class FragmenterTest : public testing::Test {
 protected:
  FragmenterTest() { fragmenter_.set_tracks(tracks()); }

  Fragmenter fragmenter_;
  std::vector<StreamFragment> out_;
};

TEST_F(FragmenterTest, FragmentsBeginAtKeyPicturesAndEachSecond) {
  for (int i = 0; i < 100; ++i) fragmenter_.push(picture(i, i % 40 == 0), out_);
  fragmenter_.finish(out_);
  std::vector<std::size_t> sizes;
  std::vector<bool> keys;
  for (const auto& fragment : out_) {
    sizes.push_back(fragment.samples.size());
    keys.push_back(fragment.key);
  }
  EXPECT_EQ(sizes, (std::vector<std::size_t>{25, 15, 25, 15, 20}));
  EXPECT_EQ(keys, (std::vector<bool>{true, false, true, false, true}));
  for (const auto& fragment : out_) {
    EXPECT_EQ(fragment.duration(), fragment.samples.size() * 3600);
    EXPECT_FALSE(fragment.discontinuity);
  }
}

TEST_F(FragmenterTest, NothingIsTakenBeforeTheFirstKeyPicture) {
  for (int i = 0; i < 5; ++i) fragmenter_.push(picture(i, false), out_);
  fragmenter_.push(picture(5, true), out_);
  fragmenter_.finish(out_);
  ASSERT_EQ(out_.size(), 1U);
  EXPECT_EQ(out_[0].media, 5 * 3600);
}

TEST_F(FragmenterTest, LossIsToldByTheNextFragment) {
  fragmenter_.push(picture(0, true), out_);
  auto damaged = picture(5, false);
  damaged.sample.damaged = true;
  fragmenter_.push(std::move(damaged), out_);
  fragmenter_.push(picture(25, true), out_);
  fragmenter_.finish(out_);
  ASSERT_EQ(out_.size(), 2U);
  EXPECT_EQ(out_[0].samples[0].duration, 5 * 3600U);
}

TEST_F(FragmenterTest, TimesThatGoBackDoNotBendDurations) {
  const int order[] = {0, 2, 1, 3, 4};
  for (const int number : order) fragmenter_.push(picture(number, number == 0), out_);
  fragmenter_.finish(out_);
  ASSERT_EQ(out_.size(), 1U);
  for (const auto& sample : out_[0].samples) {
    EXPECT_GT(sample.duration, 0U);
    EXPECT_LE(sample.duration, 7200U);
  }
}

TEST_F(FragmenterTest, AStepOfTimeBeginsAFragment) {
  fragmenter_.push(picture(0, true), out_);
  auto stepped = picture(1, false);
  stepped.stepped = true;
  fragmenter_.push(std::move(stepped), out_);
  fragmenter_.finish(out_);
  ASSERT_EQ(out_.size(), 2U);
  EXPECT_TRUE(out_[1].stepped);
}

TEST_F(FragmenterTest, OtherTracksBeginAFragment) {
  fragmenter_.push(picture(0, true), out_);
  fragmenter_.push(picture(1, false), out_);
  const auto other = tracks();
  fragmenter_.set_tracks(other);
  fragmenter_.push(picture(2, true), out_);
  fragmenter_.finish(out_);
  ASSERT_EQ(out_.size(), 2U);
  EXPECT_NE(out_[0].tracks, other);
  EXPECT_EQ(out_[1].tracks, other);
}

TEST_F(FragmenterTest, SoundIsCutWherePicturesAre) {
  fragmenter_.set_tracks(tracks(true));
  for (int i = 0; i < 51; ++i) {
    fragmenter_.push(picture(i, i % 25 == 0), out_);
    fragmenter_.push(sound(i), out_);
  }
  fragmenter_.finish(out_);
  std::size_t sounds = 0;
  for (const auto& fragment : out_) {
    if (fragment.track != TrackKind::Audio) continue;
    sounds += fragment.samples.size();
    EXPECT_EQ(fragment.duration(), fragment.samples.size() * 320);
  }
  EXPECT_EQ(out_.front().track, TrackKind::Video);
  EXPECT_EQ(sounds, 51U);
}

}  // namespace
}  // namespace nvr
