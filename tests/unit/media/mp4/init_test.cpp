#include <gtest/gtest.h>

#include "media/mp4/delivery.h"
#include "media/mp4/init_parser.h"
#include "tests/unit/media/mp4/movie_parts.h"

namespace media {
namespace {

TEST(Init, ComesBackAsItWasWritten) {
  const auto segment = parse_init(test::init(test::aac()));
  ASSERT_TRUE(segment) << segment.error().message;
  ASSERT_NE(segment->video(), nullptr);
  EXPECT_EQ(segment->video()->id, kVideoTrack);
  EXPECT_EQ(segment->video()->timescale, kVideoTimescale);
  EXPECT_EQ(segment->video()->width, 640U);
  EXPECT_EQ(segment->video()->height, 360U);
  EXPECT_EQ(segment->video()->codec_string, test::video_format().codec_string);
  ASSERT_NE(segment->audio(), nullptr);
  EXPECT_EQ(segment->audio()->timescale, 48'000U);
  EXPECT_EQ(segment->audio()->codec_string, "mp4a.40.2");
}

TEST(Init, NamesG711AsItIs) {
  EXPECT_EQ(parse_init(test::init(test::kMuLaw)).value().audio()->sample_entry, "ulaw");
  EXPECT_EQ(
      parse_init(test::init(AudioFormat{.codec = AudioCodec::Pcma})).value().audio()->sample_entry,
      "alaw");
}

TEST(Init, NeedsParameterSets) {
  EXPECT_FALSE(write_init({.video = {.width = 640, .height = 360}}));
}

TEST(Init, RefusesEveryTruncation) {
  const base::Bytes bytes = test::init(test::kMuLaw);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(parse_init(base::ByteView{bytes}.first(size))) << size;
  }
}

TEST(Delivery, RelabelsForBrowsers) {
  const auto h264 = init_for_browser(test::init());
  ASSERT_TRUE(h264) << h264.error().message;
  EXPECT_TRUE(h264->mime.starts_with("video/mp4; codecs=\"avc1.")) << h264->mime;
  EXPECT_EQ(parse_init(h264->bytes).value().video()->sample_entry, "avc1");
  EXPECT_EQ(h264->width, 640U);
  const auto h265 = init_for_browser(test::init({}, VideoCodec::H265));
  ASSERT_TRUE(h265) << h265.error().message;
  EXPECT_TRUE(h265->mime.starts_with("video/mp4; codecs=\"hvc1.")) << h265->mime;
}

TEST(Delivery, LeavesOutWhatBrowsersCannotPlay) {
  const auto delivery = init_for_browser(test::init(test::kMuLaw));
  ASSERT_TRUE(delivery);
  EXPECT_EQ(delivery->tracks, std::vector{kVideoTrack});
  EXPECT_EQ(parse_init(delivery->bytes).value().audio(), nullptr);
}

TEST(Delivery, KeepsAac) {
  const auto delivery = init_for_browser(test::init(test::aac()));
  ASSERT_TRUE(delivery);
  EXPECT_EQ(delivery->tracks, (std::vector{kVideoTrack, kAudioTrack}));
  EXPECT_TRUE(delivery->mime.ends_with(",mp4a.40.2\"")) << delivery->mime;
}

TEST(Delivery, OfWhatIsRelabelledChangesNothing) {
  const base::Bytes once = init_for_browser(test::init()).value().bytes;
  EXPECT_EQ(init_for_browser(once).value().bytes, once);
}

}  // namespace
}  // namespace media
