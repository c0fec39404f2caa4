#include "media/h26x/sps_parser.h"

#include <gtest/gtest.h>

#include "tests/support/hex.h"

namespace media {
namespace {

using test_support::unhex;

// High profile, level 4.0, 1920x1088 cropped to 1080, 30 pictures a second.
constexpr const char* kH264 = "67640028acd940780227e5c05a808080a0000003002000000781e30632c0";
// Main profile, level 4, 1920x1080, 30 pictures a second.
constexpr const char* kH265 =
    "420101016000000300900000030000030078a003c08010e596666924cae0100000030010000003"
    "01e080";

TEST(H264Sps, TellsTheCroppedSize) {
  const auto sps = parse_h264_sps(unhex(kH264));
  ASSERT_TRUE(sps);
  EXPECT_EQ(sps->width, 1920U);
  EXPECT_EQ(sps->height, 1080U);
}

TEST(H264Sps, TellsTheRate) {
  EXPECT_DOUBLE_EQ(parse_h264_sps(unhex(kH264)).value().fps, 30);
}

TEST(H264Sps, NamesItsCodec) {
  EXPECT_EQ(codec_string("avc3", parse_h264_sps(unhex(kH264)).value()), "avc3.640028");
}

TEST(H265Sps, TellsSizeAndRate) {
  const auto sps = parse_h265_sps(unhex(kH265));
  ASSERT_TRUE(sps);
  EXPECT_EQ(sps->width, 1920U);
  EXPECT_EQ(sps->height, 1080U);
  EXPECT_DOUBLE_EQ(sps->fps, 30);
}

TEST(H265Sps, NamesItsCodec) {
  EXPECT_EQ(codec_string("hev1", parse_h265_sps(unhex(kH265)).value()), "hev1.1.6.L120.90");
}

TEST(SpsParser, RefusesEveryTruncationBeforeTheSize) {
  const base::Bytes h264 = unhex(kH264);
  for (std::size_t size = 0; size < 10; ++size) {
    EXPECT_FALSE(parse_h264_sps(base::ByteView{h264}.first(size))) << size;
  }
  const base::Bytes h265 = unhex(kH265);
  for (std::size_t size = 0; size < 24; ++size) {
    EXPECT_FALSE(parse_h265_sps(base::ByteView{h265}.first(size))) << size;
  }
}

TEST(SpsParser, RefusesOtherNalUnits) {
  EXPECT_FALSE(parse_h264_sps(unhex(kH265)));
  EXPECT_FALSE(parse_h265_sps(unhex(kH264)));
}

TEST(SpsParser, RefusesSizesNoCameraHas) {
  // Baseline, and a width of 2^27 macroblocks.
  EXPECT_FALSE(parse_h264_sps(unhex("6742c01ed900000008000000800000")));
}

}  // namespace
}  // namespace media
