// Goal: a media section tells what to receive and how to take it apart.

#include "media/sdp/stream_description.h"

#include <gtest/gtest.h>

#include "media/rtp/g711_depacketizer.h"
#include "media/rtp/h264_depacketizer.h"
#include "media/rtp/h265_depacketizer.h"
#include "tests/support/hex.h"

namespace media::sdp {
namespace {

using test_support::unhex;

Media media_of(const std::string& lines) {
  return parse_sdp("v=0\n" + lines).value().media.at(0);
}

StreamDescription h264_stream() {
  return {.codec = StreamCodec::H264,
          .payload_type = 96,
          .control = "track1",
          .framerate = 25,
          .parameter_sets = {unhex("67640029ac"), unhex("68ee3c80")}};
}

TEST(StreamDescriptionTest, H264IsReadAsItIsWritten) {
  const Media media = make_media(h264_stream());
  EXPECT_EQ(*media.formats.at(0).parameter("profile-level-id"), "640029");
  EXPECT_EQ(*media.formats.at(0).parameter("packetization-mode"), "1");
  EXPECT_EQ(describe(media).value(), h264_stream());
}

TEST(StreamDescriptionTest, H265IsReadAsItIsWritten) {
  const StreamDescription stream{
      .codec = StreamCodec::H265,
      .payload_type = 98,
      .parameter_sets = {unhex("40010c01"), unhex("42010101"), unhex("4401c0f2")}};
  const Media media = make_media(stream);
  EXPECT_EQ(*media.formats.at(0).parameter("sprop-vps"), "QAEMAQ==");
  EXPECT_EQ(describe(media).value(), stream);
}

TEST(StreamDescriptionTest, AacIsReadAsItIsWritten) {
  const StreamDescription stream{.codec = StreamCodec::Aac,
                                 .payload_type = 97,
                                 .clock_rate = 16000,
                                 .aac_config = unhex("1408")};
  EXPECT_EQ(describe(make_media(stream)).value(), stream);
}

TEST(StreamDescriptionTest, G711IsReadAsItIsWritten) {
  for (const auto codec : {StreamCodec::G711MuLaw, StreamCodec::G711ALaw}) {
    const StreamDescription stream{.codec = codec, .payload_type = 100, .clock_rate = 8000};
    EXPECT_EQ(describe(make_media(stream)).value(), stream);
  }
}

TEST(StreamDescriptionTest, StaticPayloadTypesNeedNoMap) {
  EXPECT_EQ(describe(media_of("m=audio 0 RTP/AVP 0\n"))->codec, StreamCodec::G711MuLaw);
  const auto a_law = describe(media_of("m=audio 0 RTP/AVP 8\n"));
  ASSERT_TRUE(a_law);
  EXPECT_EQ(a_law->codec, StreamCodec::G711ALaw);
  EXPECT_EQ(a_law->clock_rate, 8000U);
}

TEST(StreamDescriptionTest, BrokenParameterSetsAreDropped) {
  const auto stream =
      describe(media_of("m=video 0 RTP/AVP 96\na=rtpmap:96 h264/90000\n"
                        "a=fmtp:96 sprop-parameter-sets=Z2QAKaw,???, aO48gA==,,\n"));
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->parameter_sets,
            (std::vector<base::Bytes>{unhex("67640029ac"), unhex("68ee3c80")}));
}

TEST(StreamDescriptionTest, TheFirstFormatThatIsKnownCounts) {
  const auto stream = describe(
      media_of("m=video 0 RTP/AVP 26 97 96\na=rtpmap:96 H264/90000\na=rtpmap:97 H265/90000\n"));
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->codec, StreamCodec::H265);
}

TEST(StreamDescriptionTest, RefusesWhatItCannotReceive) {
  const std::string aac = "m=audio 0 RTP/AVP 97\na=rtpmap:97 mpeg4-generic/16000/1\na=fmtp:97 ";
  EXPECT_TRUE(
      describe(media_of(aac + "sizelength=13;indexlength=3;indexdeltalength=3;config=1408")));
  for (const char* parameters : {
           "sizelength=13;indexlength=3;indexdeltalength=3",              // no configuration
           "sizelength=13;indexlength=3;indexdeltalength=3;config=14",    // cut short
           "sizelength=17;indexlength=3;indexdeltalength=3;config=1408",  //
           "sizelength=13;indexlength=9;indexdeltalength=3;config=1408",  //
           "indexlength=3;indexdeltalength=3;config=1408",                // no sizes
           "sizelength=13;ctsdeltalength=5;config=1408",                  // more in each header
       }) {
    EXPECT_FALSE(describe(media_of(aac + parameters))) << parameters;
  }
  EXPECT_FALSE(describe(media_of("m=audio 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n")));
  EXPECT_FALSE(describe(media_of("m=video 0 RTP/AVP 26\n")));
}

TEST(StreamDescriptionTest, AFrameOfAacWithSbrLastsTwiceAsLongOnItsClock) {
  const auto stream = describe(
      media_of("m=audio 0 RTP/AVP 97\na=rtpmap:97 mpeg4-generic/48000/2\n"
               "a=fmtp:97 sizelength=13;indexlength=3;indexdeltalength=3;config=2b118800\n"));
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ(stream->aac_framing.ticks_per_frame, 2048U);
}

TEST(StreamDescriptionTest, EveryCodecHasItsDepacketizer) {
  const auto made = [](StreamCodec codec) { return make_depacketizer({.codec = codec}); };
  EXPECT_NE(dynamic_cast<H264Depacketizer*>(made(StreamCodec::H264).get()), nullptr);
  EXPECT_NE(dynamic_cast<H265Depacketizer*>(made(StreamCodec::H265).get()), nullptr);
  EXPECT_NE(dynamic_cast<AacDepacketizer*>(made(StreamCodec::Aac).get()), nullptr);
  EXPECT_NE(dynamic_cast<G711Depacketizer*>(made(StreamCodec::G711ALaw).get()), nullptr);
  EXPECT_TRUE(is_video(StreamCodec::H265));
  EXPECT_FALSE(is_video(StreamCodec::Aac));
}

}  // namespace
}  // namespace media::sdp
