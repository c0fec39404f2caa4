// Goal: a URL is split as its writer meant it, and what is kept never holds a password (R048).

#include "media/rtsp/rtsp_url_parser.h"

#include <gtest/gtest.h>

namespace media {
namespace {

TEST(RtspUrlTest, DefaultPortsFollowTheScheme) {
  EXPECT_EQ(parse_rtsp_url("rtsp://Camera.local/main?x=1")->url,
            (RtspUrl{false, "camera.local", 554, "/main?x=1"}));
  EXPECT_EQ(parse_rtsp_url("RTSPS://10.0.0.7")->url, (RtspUrl{true, "10.0.0.7", 322, ""}));
  EXPECT_EQ(parse_rtsp_url("rtsps://h:9322/main")->url, (RtspUrl{true, "h", 9322, "/main"}));
}

TEST(RtspUrlTest, AddressesOfIpv6StandInBrackets) {
  const auto parsed = parse_rtsp_url("rtsp://[FE80::1]:8554/a");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->url, (RtspUrl{false, "fe80::1", 8554, "/a"}));
  EXPECT_EQ(to_string(parsed->url), "rtsp://[fe80::1]:8554/a");
  EXPECT_EQ(to_string(parse_rtsp_url("rtsp://[::1]/")->url), "rtsp://[::1]/");
}

TEST(RtspUrlTest, CredentialsAreSplitOff) {
  const auto parsed = parse_rtsp_url("rtsp://us%40er:p@ss:w%2Frd@h/a@b");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->user, "us@er");
  EXPECT_EQ(base::as_text(parsed->password.reveal()), "p@ss:w/rd");
  EXPECT_EQ(to_string(parsed->url), "rtsp://h/a@b");
}

TEST(RtspUrlTest, AUserNeedsNoPassword) {
  const auto parsed = parse_rtsp_url("rtsp://user@h/");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->user, "user");
  EXPECT_TRUE(parsed->password.empty());
  EXPECT_TRUE(parse_rtsp_url("rtsp://h/")->user.empty());
}

TEST(RtspUrlTest, RefusesWhatIsNoStreamUrl) {
  for (const char* text : {"",
                           "rtsp",
                           "rtsp:/h",
                           "http://h/",
                           "rtsp://",
                           "rtsp:///a",
                           "rtsp://h:/",
                           "rtsp://h:0/",
                           "rtsp://h:65536/",
                           "rtsp://h:1x/",
                           "rtsp://[::1/",
                           "rtsp://[::1]x/",
                           "rtsp://[h]/",
                           "rtsp://a b/",
                           "rtsp://h/\r\nX: 1",
                           "rtsp://h/#a",
                           "rtsp://u:%0d%0a@h/",
                           "rtsp://u:%4@h/",
                           "rtsp://u:%zz@h/",
                           "rtsp://.h/",
                           "rtsp://h_\xc3\xa9/"}) {
    EXPECT_FALSE(parse_rtsp_url(text)) << text;
  }
  const std::string prefix = "rtsp://h/";
  EXPECT_TRUE(parse_rtsp_url(prefix + std::string(kRtspUrlBytesMax - prefix.size(), 'a')));
  EXPECT_FALSE(parse_rtsp_url(prefix + std::string(kRtspUrlBytesMax + 1 - prefix.size(), 'a')));
}

TEST(RtspUrlTest, ControlsAreResolvedAsCamerasMeanThem) {
  EXPECT_EQ(resolve_control("rtsp://h/a", "track1"), "rtsp://h/a/track1");
  EXPECT_EQ(resolve_control("rtsp://h/a/", "track1"), "rtsp://h/a/track1");
  EXPECT_EQ(resolve_control("rtsp://h/a", "/track1"), "rtsp://h/a/track1");
  EXPECT_EQ(resolve_control("rtsp://h/a?x=1", "trackID=1"), "rtsp://h/a?x=1/trackID=1");
  EXPECT_EQ(resolve_control("rtsp://h/a", "*"), "rtsp://h/a");
  EXPECT_EQ(resolve_control("rtsp://h/a", ""), "rtsp://h/a");
  EXPECT_EQ(resolve_control("rtsp://h/a", "RTSP://h/b/1"), "RTSP://h/b/1");
}

}  // namespace
}  // namespace media
