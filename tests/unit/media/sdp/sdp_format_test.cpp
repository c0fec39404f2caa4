// Goal: the descriptions of real cameras are understood, and ours are as the standard wants them.

#include "media/sdp/sdp_format.h"

#include <gtest/gtest.h>

namespace media::sdp {
namespace {

constexpr std::string_view kCamera =
    "v=0\r\n"
    "o=- 1109162014219182 1109162014219192 IN IP4 192.0.2.10\r\n"
    "s=Media Presentation\r\n"
    "e=NONE\r\n"
    "c=IN IP4 0.0.0.0\r\n"
    "t=0 0\r\n"
    "a=control:rtsp://192.0.2.10/main/\r\n"
    "a=range:npt=now-\r\n"
    "m=video 0 RTP/AVP 96\r\n"
    "b=AS:5000\r\n"
    "a=rtpmap:96 H264/90000\r\n"
    "a=fmtp:96 profile-level-id=420029; packetization-mode=1; sprop-parameter-sets=Z00=,aO4=\r\n"
    "a=framerate:12.5\r\n"
    "a=control:trackID=1\r\n"
    "a=recvonly\r\n"
    "a=Media_header:MEDIAINFO=494D4B48;\r\n"
    "m=audio 0 RTP/AVP 0\r\n"
    "a=control:trackID=2\r\n"
    "m=application 0 RTP/AVP 107\r\n"
    "a=rtpmap:107 vnd.onvif.metadata/90000\r\n"
    "a=sendonly\r\n";

TEST(SdpFormatTest, ReadsWhatACameraSays) {
  const auto session = parse_sdp(kCamera);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->id, 1109162014219182U);
  EXPECT_EQ(session->origin_address, "192.0.2.10");
  EXPECT_EQ(session->name, "Media Presentation");
  EXPECT_EQ(session->control, "rtsp://192.0.2.10/main/");
  EXPECT_EQ(session->range, "npt=now-");
  ASSERT_EQ(session->media.size(), 3U);

  const Media& video = session->media[0];
  EXPECT_EQ(video.type, "video");
  EXPECT_EQ(video.bandwidth_kbps, 5000U);
  EXPECT_EQ(video.framerate, 12.5);
  EXPECT_EQ(video.control, "trackID=1");
  EXPECT_EQ(video.direction, Direction::ReceiveOnly);
  ASSERT_EQ(video.formats.size(), 1U);
  EXPECT_EQ(video.formats[0].encoding, "H264");
  EXPECT_EQ(video.formats[0].clock_rate, 90000U);
  ASSERT_NE(video.formats[0].parameter("SPROP-parameter-sets"), nullptr);
  EXPECT_EQ(*video.formats[0].parameter("sprop-parameter-sets"), "Z00=,aO4=");
  EXPECT_EQ(video.formats[0].parameter("config"), nullptr);

  EXPECT_EQ(session->media[1].formats.at(0), (Format{.payload_type = 0}));
  EXPECT_EQ(session->media[2].formats.at(0).encoding, "vnd.onvif.metadata");
}

TEST(SdpFormatTest, ReadsWhatItWrites) {
  const Session session = parse_sdp(kCamera).value();
  EXPECT_EQ(parse_sdp(to_string(session)).value(), session);
}

TEST(SdpFormatTest, WritesTheLinesThatMustBeThere) {
  EXPECT_EQ(to_string(Session{.id = 1, .version = 2, .origin_address = "::1"}),
            "v=0\r\no=- 1 2 IN IP6 ::1\r\ns=-\r\nt=0 0\r\n");
}

TEST(SdpFormatTest, ToleratesBareLineFeedsAndBrokenLines) {
  const auto session = parse_sdp(
      "v=0\no=broken\nm=audio 5/2 RTP/AVP 97 webrtc 200 98\na=rtpmap:97 L16/44100/2\n"
      "a=rtpmap:98 L16/x\na=rtpmap:99 L16/8000\na=fmtp:97\na=framerate:nan\na=framerate:1001\n"
      "nonsense\n\nx\na=fmtp:98 a;b=1;;=2;c\x01=1\na=fmtp:98 a;b = 1=2 ;;=2\n");
  ASSERT_TRUE(session);
  EXPECT_EQ(session->media.at(0).formats,
            (std::vector<Format>{
                {.payload_type = 97, .encoding = "L16", .clock_rate = 44100, .channels = 2},
                {.payload_type = 98, .parameters = {{"a", ""}, {"b", "1=2"}}}}));
  EXPECT_EQ(session->media[0].framerate, std::nullopt);
}

TEST(SdpFormatTest, ADirectionOfTheSessionHoldsForItsMedia) {
  const auto session =
      parse_sdp("v=0\na=sendonly\nm=audio 0 RTP/AVP 0\nm=video 0 RTP/AVP 96\na=inactive\n");
  ASSERT_TRUE(session);
  EXPECT_EQ(session->media[0].direction, Direction::SendOnly);
  EXPECT_EQ(session->media[1].direction, Direction::Inactive);
}

TEST(SdpFormatTest, RefusesWhatIsNoDescription) {
  for (const char* text :
       {"", "o=- 1 1 IN IP4 0.0.0.0", "v=1\r\n", "v=0\nm=video\n", "v=0\nm=video x RTP/AVP 96\n",
        "v=0\nm=video 65536 RTP/AVP 96\n", "v=0\nm=video 0\n"}) {
    EXPECT_FALSE(parse_sdp(text)) << text;
  }
}

TEST(SdpFormatTest, NumbersOfEverythingHaveALimit) {
  std::string formats = "v=0\nm=video 0 RTP/AVP";
  for (std::size_t i = 0; i < kFormatsMax; ++i) formats += " 96";
  EXPECT_TRUE(parse_sdp(formats));
  EXPECT_FALSE(parse_sdp(formats + " 96"));

  std::string media = "v=0\n";
  for (std::size_t i = 0; i < kMediaMax; ++i) media += "m=video 0 RTP/AVP 96\n";
  EXPECT_TRUE(parse_sdp(media));
  EXPECT_FALSE(parse_sdp(media + "m=video 0 RTP/AVP 96\n"));

  std::string parameters = "v=0\nm=video 0 RTP/AVP 96\na=fmtp:96 ";
  for (std::size_t i = 0; i <= kParametersMax; ++i) parameters += "a=1;";
  EXPECT_EQ(parse_sdp(parameters)->media[0].formats[0].parameters.size(), kParametersMax);

  std::string large = "v=0\n";
  large.resize(kSdpBytesMax, ' ');
  EXPECT_TRUE(parse_sdp(large));
  EXPECT_FALSE(parse_sdp(large + ' '));
}

}  // namespace
}  // namespace media::sdp
