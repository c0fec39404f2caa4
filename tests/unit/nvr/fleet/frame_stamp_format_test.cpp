// Goal: a stamp is read as it was made, is never mistaken for another SEI, and needs no emulation
// prevention whatever it says.
#include "nvr/fleet/frame_stamp_format.h"

#include <gtest/gtest.h>

#include <limits>

namespace {

using media::VideoCodec;

TEST(FrameStampTest, IsReadAsItWasMade) {
  for (const auto codec : {VideoCodec::H264, VideoCodec::H265}) {
    for (const nvr::FrameStamp stamp :
         {nvr::FrameStamp{}, nvr::FrameStamp{25, 1'795'209'248'250},
          nvr::FrameStamp{std::numeric_limits<std::uint64_t>::max(), 1}}) {
      const auto nal = nvr::make_frame_stamp(codec, stamp);
      EXPECT_TRUE(media::is_sei(codec, media::nal_type(codec, nal)));
      EXPECT_EQ(nvr::parse_frame_stamp(codec, nal), stamp);
    }
  }
}

TEST(FrameStampTest, HoldsNothingThatLooksLikeAStartCode) {
  const auto nal = nvr::make_frame_stamp(VideoCodec::H264, {});
  for (std::size_t i = 2; i < nal.size(); ++i) {
    EXPECT_FALSE(nal[i] <= 3 && nal[i - 1] == 0 && nal[i - 2] == 0);
  }
}

TEST(FrameStampTest, OtherUnitsAreNone) {
  auto nal = nvr::make_frame_stamp(VideoCodec::H264, {7, 8});
  EXPECT_FALSE(nvr::parse_frame_stamp(VideoCodec::H265, nal));
  EXPECT_FALSE(nvr::parse_frame_stamp(VideoCodec::H264, base::ByteView{nal}.first(nal.size() - 1)));
  EXPECT_FALSE(nvr::parse_frame_stamp(VideoCodec::H264, {}));
  nal[20] = 'G';
  EXPECT_FALSE(nvr::parse_frame_stamp(VideoCodec::H264, nal));
}

}  // namespace
