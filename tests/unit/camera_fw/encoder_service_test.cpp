// Goal: what is watched is encoded picture by picture, what is not costs nothing, and counters go
// on all the time. Method: the real encoder at a small size.
#include "camera-fw/encode/encoder_service.h"

#include <gtest/gtest.h>

#include "media/codec/video_decoder.h"
#include "media/scene/frame_mark.h"
#include "tests/support/memory_log.h"

namespace {

using camera_fw::Encoded;
using camera_fw::StreamName;

class EncoderServiceTest : public testing::Test {
 protected:
  EncoderServiceTest() {
    encoder_.set_sink([this](Encoded encoded) {
      const std::size_t bytes = encoded.sample.data.size();
      (void)encoded_.try_push(std::move(encoded), bytes);
    });
    EXPECT_TRUE(encoder_.start());
  }
  ~EncoderServiceTest() override { EXPECT_TRUE(encoder_.stop(clock_.steady())); }

  Encoded next(StreamName stream, bool audio = false) {
    for (;;) {
      auto encoded = encoded_.pop_wait();
      if (encoded->stream == stream && encoded->audio == audio) return *std::move(encoded);
    }
  }

  base::RealClock clock_;
  test_support::MemoryLog log_;
  base::Logger logger_{log_, clock_, "camera"};
  base::BoundedQueue<Encoded> encoded_{{.count_max = 1000, .bytes_max = 64 << 20}};
  camera_fw::EncoderService encoder_{
      {.scene = {.camera_name = "Door"}, .catch_up_max = 1'000'000}, logger_, clock_};
};

TEST_F(EncoderServiceTest, PicturesFollowEachOtherWithTheirMarks) {
  encoder_.watch(StreamName::Sub, true);
  auto decoder = media::VideoDecoder::open(media::VideoCodec::H264).value();
  std::optional<media::FrameMark> before;
  for (int i = 0; i < 5; ++i) {
    const auto encoded = next(StreamName::Sub);
    EXPECT_EQ(encoded.sample.key, i == 0);
    const auto picture = decoder.decode(encoded.sample.data).value();
    ASSERT_TRUE(picture);
    const auto mark = media::FrameMarkReader{}.read(*picture);
    ASSERT_TRUE(mark);
    if (before) {
      EXPECT_EQ(mark->counter, before->counter + 1);
    }
    EXPECT_EQ(encoded.sample.rtp_time, mark->counter * 3600);
    before = mark;
  }
}

TEST_F(EncoderServiceTest, SoundComesWithTheMainStream) {
  encoder_.watch(StreamName::Main, true);
  const auto sound = next(StreamName::Main, true);
  EXPECT_EQ(sound.sample.data.size(), 320U);
}

TEST_F(EncoderServiceTest, RestsAndBeginsAnewWithAKeyFrameAndALaterCounter) {
  encoder_.watch(StreamName::Sub, true);
  const auto before = next(StreamName::Sub);
  encoder_.watch(StreamName::Sub, false);
  // A picture may be under way; then there is silence until it is watched again.
  while (encoded_.pop_wait_for(std::chrono::milliseconds{300})) {
  }
  encoder_.watch(StreamName::Sub, true);
  const auto after = next(StreamName::Sub);
  EXPECT_TRUE(after.sample.key);
  EXPECT_GT(after.sample.rtp_time, before.sample.rtp_time + 3600);
}

TEST_F(EncoderServiceTest, KeyFrameComesWhenItIsWantedButNotWithinASecond) {
  encoder_.watch(StreamName::Sub, true);
  ASSERT_TRUE(next(StreamName::Sub).sample.key);
  encoder_.want_key(StreamName::Sub);
  int pictures = 1;
  while (!next(StreamName::Sub).sample.key) ++pictures;
  EXPECT_GE(pictures, 25);
  EXPECT_LE(pictures, 50);
}

TEST(ParameterSetsTest, AreThoseTheEncoderSends) {
  const auto format = camera_fw::default_formats()[1];
  const auto sets = camera_fw::parameter_sets_of(format);
  ASSERT_TRUE(sets) << sets.error().message;
  ASSERT_EQ(sets->size(), 2U);
  EXPECT_EQ(*sets, camera_fw::parameter_sets_of(format).value());
}

}  // namespace
