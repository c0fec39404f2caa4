#include <gtest/gtest.h>

#include <cstdlib>

#include "media/codec/h264_encoder.h"
#include "media/codec/jpeg_encoder.h"
#include "media/codec/scaler.h"
#include "media/codec/video_decoder.h"
#include "media/h26x/nal.h"
#include "media/h26x/parameter_sets.h"
#include "media/scene/frame_mark.h"
#include "tests/support/key_frame.h"

namespace media {
namespace {

constexpr H264Encoder::Options kSmall{
    .width = 320, .height = 180, .fps = 25, .bitrate_kbps = 500, .gop = 5};

Picture grey(int width, int height, std::uint8_t level) {
  Picture picture{width, height};
  std::ranges::fill(picture.y, level);
  return picture;
}

TEST(H264Encoder, GivesEachPictureAtOnceAndKeepsTheGroupLength) {
  auto encoder = H264Encoder::open(kSmall).value();
  std::string keys;
  for (int i = 0; i < 11; ++i) {
    const auto encoded = encoder.encode(grey(320, 180, static_cast<std::uint8_t>(40 + 10 * i)));
    ASSERT_TRUE(encoded) << encoded.error().message;
    EXPECT_EQ(encoded->key, is_irap(VideoCodec::H264, encoded->data));
    keys += encoded->key ? 'K' : '.';
  }
  EXPECT_EQ(keys, "K....K....K");
}

TEST(H264Encoder, MakesAKeyFrameWhenAsked) {
  auto encoder = H264Encoder::open(kSmall).value();
  ASSERT_TRUE(encoder.encode(grey(320, 180, 50)).value().key);
  EXPECT_TRUE(encoder.encode(grey(320, 180, 50), true).value().key);
}

TEST(H264Encoder, PutsParameterSetsBeforeEveryKeyFrame) {
  auto encoder = H264Encoder::open(kSmall).value();
  for (int i = 0; i < 2; ++i) {
    ParameterSets sets{VideoCodec::H264};
    ASSERT_TRUE(sets.update(encoder.encode(grey(320, 180, 50), true).value().data).value());
    const VideoFormat format = sets.format().value();
    EXPECT_EQ(format.width, 320U);
    EXPECT_EQ(format.height, 180U);
    EXPECT_DOUBLE_EQ(format.fps, 25);
  }
}

TEST(H264Encoder, RefusesPicturesOfAnotherSize) {
  auto encoder = H264Encoder::open(kSmall).value();
  EXPECT_FALSE(encoder.encode(grey(640, 360, 50)));
}

TEST(H264Encoder, RefusesOptionsThatMakeNoSense) {
  for (auto change : {+[](H264Encoder::Options& o) { o.width = 321; },
                      +[](H264Encoder::Options& o) { o.height = 10'000; },
                      +[](H264Encoder::Options& o) { o.fps = 0; },
                      +[](H264Encoder::Options& o) { o.bitrate_kbps = 0; },
                      +[](H264Encoder::Options& o) { o.gop = 0; }}) {
    H264Encoder::Options options = kSmall;
    change(options);
    EXPECT_FALSE(H264Encoder::open(options));
  }
}

TEST(VideoDecoder, ShowsWhatWasEncoded) {
  auto encoder = H264Encoder::open(kSmall).value();
  auto decoder = VideoDecoder::open(VideoCodec::H264).value();
  for (const auto level : std::initializer_list<std::uint8_t>{60, 120, 180}) {
    const auto picture = decoder.decode(encoder.encode(grey(320, 180, level)).value().data).value();
    ASSERT_TRUE(picture);
    EXPECT_EQ(picture->width, 320);
    EXPECT_EQ(picture->height, 180);
    EXPECT_LE(std::abs(picture->y[320 * 90 + 160] - level), 4);
  }
}

TEST(VideoDecoder, DecodesBothCodecs) {
  for (const auto codec : {VideoCodec::H264, VideoCodec::H265}) {
    auto decoder = VideoDecoder::open(codec).value();
    auto picture = decoder.decode(test_support::key_frame(codec)).value();
    if (!picture) picture = decoder.finish().value();
    ASSERT_TRUE(picture);
    EXPECT_EQ(FrameMarkReader{}.read(*picture).value().counter, test_support::kKeyFrameCounter);
  }
}

TEST(VideoDecoder, HostileBytesGiveNoPictureAndNoHarm) {
  for (const auto codec : {VideoCodec::H264, VideoCodec::H265}) {
    auto decoder = VideoDecoder::open(codec).value();
    EXPECT_FALSE(decoder.decode(base::to_bytes("not a sample at all")));
    const auto picture = decoder.decode(base::Bytes{0, 0, 0, 4, 0x65, 0xff, 0xff, 0xff});
    EXPECT_TRUE(!picture || !*picture);
  }
}

TEST(Scaler, KeepsTheContent) {
  Scaler scaler;
  for (int i = 0; i < 2; ++i) {
    const auto small = scaler.scale(grey(640, 360, 99), 320, 180);
    ASSERT_TRUE(small);
    EXPECT_EQ(small->width, 320);
    EXPECT_EQ(small->y.size(), 320U * 180);
    EXPECT_LE(std::abs(small->y[320 * 90 + 160] - 99), 1);
  }
}

TEST(Scaler, RefusesOddSizes) {
  EXPECT_FALSE(Scaler{}.scale(grey(640, 360, 99), 321, 180));
  EXPECT_FALSE(Scaler{}.scale(Picture{}, 320, 180));
}

TEST(JpegEncoder, MakesAPictureOfThatSize) {
  const auto jpeg = encode_jpeg(grey(320, 180, 99));
  ASSERT_TRUE(jpeg) << jpeg.error().message;
  ASSERT_GT(jpeg->size(), 100U);
  EXPECT_EQ(base::hex(base::ByteView{*jpeg}.first(3)), "ffd8ff");
  EXPECT_EQ(base::hex(base::ByteView{*jpeg}.last(2)), "ffd9");
  const std::string text = base::hex(*jpeg);
  EXPECT_NE(text.find("ffc000110800b40140"), std::string::npos);  // 180 rows of 320
}

}  // namespace
}  // namespace media
