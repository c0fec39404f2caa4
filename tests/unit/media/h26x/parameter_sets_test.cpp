#include "media/h26x/parameter_sets.h"

#include <gtest/gtest.h>

#include "media/h26x/decoder_configuration.h"
#include "media/h26x/nal_parser.h"
#include "tests/support/hex.h"
#include "tests/support/key_frame.h"

namespace media {
namespace {

using test_support::unhex;

class ParameterSetsTest : public testing::TestWithParam<VideoCodec> {
 protected:
  base::Bytes sample_ = test_support::key_frame(GetParam());
  ParameterSets sets_{GetParam()};
};

TEST_P(ParameterSetsTest, FormatIsUnknownBeforeTheyCame) {
  EXPECT_FALSE(sets_.complete());
  ASSERT_FALSE(sets_.format());
  EXPECT_EQ(sets_.format().error().kind, base::ErrorKind::NotFound);
}

TEST_P(ParameterSetsTest, AreTakenFromTheFirstKeyFrame) {
  EXPECT_TRUE(sets_.update(sample_).value());
  ASSERT_TRUE(sets_.complete());
  const VideoFormat format = sets_.format().value();
  EXPECT_EQ(format.width, 640U);
  EXPECT_EQ(format.height, 360U);
  EXPECT_DOUBLE_EQ(format.fps, 25);
  EXPECT_TRUE(format.codec_string.starts_with(GetParam() == VideoCodec::H264 ? "avc3." : "hev1."));
  EXPECT_FALSE(format.parameter_sets.empty());
}

TEST_P(ParameterSetsTest, OfTheSameContentAreNoChange) {
  ASSERT_TRUE(sets_.update(sample_).value());
  EXPECT_FALSE(sets_.update(sample_).value());
}

TEST_P(ParameterSetsTest, ConfigurationTellsTheCodecString) {
  ASSERT_TRUE(sets_.update(sample_).value());
  const VideoFormat format = sets_.format().value();
  const auto named = GetParam() == VideoCodec::H264
                         ? avcc_codec_string("avc3", format.decoder_configuration)
                         : hvcc_codec_string("hev1", format.decoder_configuration);
  EXPECT_EQ(named.value(), format.codec_string);
}

TEST_P(ParameterSetsTest, AloneMakeTheSameFormat) {
  ASSERT_TRUE(sets_.update(sample_).value());
  const VideoFormat format = sets_.format().value();
  ParameterSets again{GetParam()};
  ASSERT_TRUE(again.update(format.parameter_sets).value());
  EXPECT_EQ(again.format().value().decoder_configuration, format.decoder_configuration);
}

INSTANTIATE_TEST_SUITE_P(Codecs, ParameterSetsTest,
                         testing::Values(VideoCodec::H264, VideoCodec::H265),
                         [](const auto& codec) {
                           return codec.param == VideoCodec::H264 ? "H264" : "H265";
                         });

TEST(ParameterSets, ReplacesASetOfTheSameIdAndSaysSo) {
  ParameterSets sets{VideoCodec::H264};
  EXPECT_TRUE(sets.update_nal(unhex("68ebecb22c")).value());
  EXPECT_TRUE(sets.update_nal(unhex("68ebecb22d")).value());
  EXPECT_EQ(sets.pps().size(), 1U);
}

TEST(ParameterSets, RefusesABrokenSet) {
  ParameterSets sets{VideoCodec::H264};
  EXPECT_FALSE(sets.update_nal(unhex("67")));
  EXPECT_FALSE(sets.update(unhex("0000000867")));
}

TEST(DecoderConfiguration, MarksHvccArraysComplete) {
  ParameterSets sets{VideoCodec::H265};
  ASSERT_TRUE(sets.update(test_support::key_frame(VideoCodec::H265)).value());
  const base::Bytes body = sets.format().value().decoder_configuration;
  const base::Bytes complete = with_complete_arrays(body).value();
  ASSERT_EQ(complete.size(), body.size());
  EXPECT_EQ(body[23], 32);
  EXPECT_EQ(complete[23], 32 | 0x80);
}

TEST(DecoderConfiguration, RefusesACutBody) {
  ParameterSets sets{VideoCodec::H265};
  ASSERT_TRUE(sets.update(test_support::key_frame(VideoCodec::H265)).value());
  const base::Bytes body = sets.format().value().decoder_configuration;
  EXPECT_FALSE(with_complete_arrays(base::ByteView{body}.first(body.size() - 1)));
  EXPECT_FALSE(hvcc_codec_string("hev1", base::ByteView{body}.first(22)));
  EXPECT_FALSE(avcc_codec_string("avc3", base::ByteView{body}.first(6)));
}

}  // namespace
}  // namespace media
