// Goal: a loop reaches the bit rate it was asked for, can follow on itself, and its stamps go on.
#include "nvr/fleet/loop.h"

#include <gtest/gtest.h>

#include "media/codec/h265_encoder.h"
#include "media/codec/video_decoder.h"
#include "media/h26x/nal_parser.h"
#include "media/scene/frame_mark.h"

namespace {

class LoopTest : public testing::Test {
 protected:
  static const nvr::Loop& loop() {
    static const nvr::Loop kLoop =
        nvr::Loop::encode({.width = 640, .height = 360, .fps = 10, .gop = 10, .bitrate_kbps = 800})
            .value();
    return kLoop;
  }
};

TEST_F(LoopTest, HasAKeyFrameAtTheBeginningOfEachGroup) {
  ASSERT_EQ(loop().size(), 20U);
  for (std::uint64_t i = 0; i < 60; ++i) {
    EXPECT_EQ(loop().sample(i, {}, 0).key, i % 10 == 0) << i;
  }
}

TEST_F(LoopTest, ReachesItsBitRate) {
  const auto kbps = loop().bytes() * 8 / 1000 / 2;  // of two seconds
  EXPECT_GT(kbps, 800U / 2);
  EXPECT_LT(kbps, 800U * 3 / 2);
}

TEST_F(LoopTest, DecodesOnAcrossItsEnd) {
  auto decoder = media::VideoDecoder::open(media::VideoCodec::H264).value();
  const media::FrameMarkReader reader;
  for (std::uint64_t i = 0; i < 30; ++i) {
    const auto sample = loop().sample(i, {i, 1}, 0);
    const auto picture = decoder.decode(sample.data);
    ASSERT_TRUE(picture) << picture.error().message;
    ASSERT_TRUE(*picture) << i;
    const auto mark = reader.read(**picture);
    ASSERT_TRUE(mark) << i;
    EXPECT_EQ(mark->counter, i % 20);
  }
}

TEST(H265LoopTest, DecodesOnAcrossItsEnd) {
  if (!media::H265Encoder::available()) GTEST_SKIP() << "no libx265";
  const auto loop = nvr::Loop::encode({.codec = media::VideoCodec::H265,
                                       .width = 640,
                                       .height = 360,
                                       .fps = 10,
                                       .gop = 10,
                                       .bitrate_kbps = 800});
  ASSERT_TRUE(loop) << loop.error().message;
  ASSERT_EQ(loop->size(), 20U);
  EXPECT_EQ(loop->description().parameter_sets.size(), 3U);
  auto decoder = media::VideoDecoder::open(media::VideoCodec::H265).value();
  const media::FrameMarkReader reader;
  std::uint32_t decoded = 0;
  const auto look_at = [&](const std::optional<media::Picture>& picture) {
    if (!picture) return false;
    const auto mark = reader.read(*picture);
    EXPECT_TRUE(mark) << decoded;
    EXPECT_EQ(mark.value_or(media::FrameMark{}).counter, decoded % 20);
    ++decoded;
    return true;
  };
  for (std::uint64_t i = 0; i < 30; ++i) {
    const auto sample = loop->sample(i, {i, 1}, 0);
    EXPECT_EQ(sample.key, i % 10 == 0);
    look_at(decoder.decode(sample.data).value());
  }
  while (look_at(decoder.finish().value())) {
  }
  EXPECT_EQ(decoded, 30U);
}

TEST_F(LoopTest, EachPictureCarriesItsStampBeforeTheSlices) {
  const auto sample = loop().sample(25, {25, 4711}, 9000);
  EXPECT_EQ(sample.rtp_time, 9000U);
  media::LengthPrefixedNals nals{sample.data};
  std::optional<nvr::FrameStamp> stamp;
  while (const auto nal = nals.next()) {
    const auto type = media::nal_type(media::VideoCodec::H264, *nal);
    if (media::is_picture(media::VideoCodec::H264, type)) break;
    if (const auto found = nvr::parse_frame_stamp(media::VideoCodec::H264, *nal)) stamp = found;
  }
  EXPECT_EQ(stamp, (nvr::FrameStamp{25, 4711}));
}

}  // namespace
