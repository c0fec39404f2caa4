// Goal: Transport, RTP-Info and Session mean the same to us as to cameras and players.

#include <gtest/gtest.h>

#include "media/rtsp/session_headers_format.h"
#include "media/rtsp/transport_format.h"

namespace media {
namespace {

RtspTransport only_transport(std::string_view value) {
  auto transports = parse_transports(value).value();
  EXPECT_EQ(transports.size(), 1U);
  return transports.at(0);
}

TEST(TransportFormatTest, ReadsInterleavedChannels) {
  const auto transport = only_transport("RTP/AVP/TCP;unicast;interleaved=2-3;ssrc=0A1b2c3D");
  EXPECT_TRUE(transport.tcp);
  EXPECT_TRUE(transport.unicast);
  EXPECT_EQ(transport.interleaved, std::pair(std::uint8_t{2}, std::uint8_t{3}));
  EXPECT_EQ(transport.ssrc, 0x0a1b2c3dU);
  EXPECT_EQ(to_string(transport), "RTP/AVP/TCP;unicast;interleaved=2-3;ssrc=0a1b2c3d");
}

TEST(TransportFormatTest, ReadsPortsAndAddresses) {
  const auto transport = only_transport(
      "RTP/SAVP/UDP; unicast; destination=10.0.0.2; source=10.0.0.1; client_port=5000-5001; "
      "server_port=6000;mode=\"PLAY\"");
  EXPECT_TRUE(transport.secure);
  EXPECT_FALSE(transport.tcp);
  EXPECT_EQ(to_string(transport),
            "RTP/SAVP;unicast;destination=10.0.0.2;source=10.0.0.1;client_port=5000-5001;"
            "server_port=6000-6001;mode=PLAY");
}

TEST(TransportFormatTest, AlternativesKeepTheirOrderAndUnknownOnesAreSkipped) {
  const auto transports = parse_transports(
      "RAW/RAW/UDP;x=1,RTP/AVP;multicast;port=7000-7001;ttl=1,RTP/AVP/TCP;interleaved=0-1");
  ASSERT_TRUE(transports);
  ASSERT_EQ(transports->size(), 2U);
  EXPECT_FALSE(transports->at(0).unicast);
  EXPECT_EQ(transports->at(0).ttl, 1);
  EXPECT_TRUE(transports->at(1).unicast);
}

TEST(TransportFormatTest, RefusesBrokenParametersAndTooManyAlternatives) {
  for (const char* value :
       {"RTP/AVP/TCP;interleaved=0-256", "RTP/AVP/TCP;interleaved=", "RTP/AVP/TCP;interleaved=0-",
        "RTP/AVP;client_port=70000-70001", "RTP/AVP;ssrc=xyz", "RTP/AVP;ssrc=112233445",
        "RTP/AVP;ttl=-1", "RTP/AVP;destination=\"a b\""}) {
    EXPECT_FALSE(parse_transports(value)) << value;
  }
  std::string many = "RTP/AVP";
  for (int i = 1; i < 16; ++i) many += ",RTP/AVP";
  EXPECT_TRUE(parse_transports(many));
  EXPECT_FALSE(parse_transports(many + ",RTP/AVP"));
}

TEST(RtpInfoFormatTest, ReadsStreamsWhoseUrlsHoldSeparators) {
  const auto streams = parse_rtp_info(
      "url=rtsp://c/a;b=1,2/track=1;seq=65535;rtptime=4294967295, url=rtsp://c/2;rtptime=7;seq=1,"
      "url=rtsp://c/3");
  ASSERT_TRUE(streams);
  EXPECT_EQ(*streams, (std::vector<RtpInfo>{{"rtsp://c/a;b=1,2/track=1", 65535, 4294967295},
                                            {"rtsp://c/2", 1, 7},
                                            {"rtsp://c/3", std::nullopt, std::nullopt}}));
  EXPECT_EQ(to_string(*streams),
            "url=rtsp://c/a;b=1,2/track=1;seq=65535;rtptime=4294967295,"
            "url=rtsp://c/2;seq=1;rtptime=7,url=rtsp://c/3");
}

TEST(RtpInfoFormatTest, RefusesNumbersOutOfRange) {
  for (const char* value : {"seq=1", "url=a;seq=65536", "url=a;rtptime=4294967296", "url=a;seq="}) {
    EXPECT_FALSE(parse_rtp_info(value)) << value;
  }
  EXPECT_TRUE(parse_rtp_info("")->empty());
}

TEST(SessionFormatTest, ReadsTheTimeout) {
  EXPECT_EQ(*parse_rtsp_session("1a2B ; timeout=30"), (RtspSession{"1a2B", 30}));
  EXPECT_EQ(*parse_rtsp_session("abc"), (RtspSession{"abc", 60}));
  EXPECT_EQ(to_string(RtspSession{"abc", 30}), "abc;timeout=30");
  EXPECT_EQ(to_string(RtspSession{"abc", 60}), "abc");
}

TEST(SessionFormatTest, RefusesWhatIsNoIdentifier) {
  for (const char* value : {"", ";timeout=1", "a b", "a;timeout=x", "a\x7f"}) {
    EXPECT_FALSE(parse_rtsp_session(value)) << value;
  }
  EXPECT_TRUE(parse_rtsp_session(std::string(256, 'a')));
  EXPECT_FALSE(parse_rtsp_session(std::string(257, 'a')));
}

}  // namespace
}  // namespace media
