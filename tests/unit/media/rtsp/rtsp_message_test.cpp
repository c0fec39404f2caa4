// Goal: no value that is written can become a line of its own.

#include "media/rtsp/rtsp_message.h"

#include <gtest/gtest.h>

namespace media {
namespace {

TEST(RtspMessageTest, WritesTheLengthOfItsBody) {
  const RtspResponse response{
      200, "", {{"CSeq", "3"}, {"Content-Type", "application/sdp"}}, base::to_bytes("v=0\r\n")};
  EXPECT_EQ(base::as_text(write_rtsp(response)),
            "RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Type: application/sdp\r\n"
            "Content-Length: 5\r\n\r\nv=0\r\n");
  EXPECT_EQ(base::as_text(write_rtsp(RtspRequest{"OPTIONS", "*", {{"CSeq", "1"}}, {}})),
            "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n");
}

TEST(RtspMessageTest, AValueCannotStartALine) {
  RtspResponse response{404, "No\r\nEvil: 1", {}, {}};
  response.headers.add("Session", "1\r\nEvil: 1");
  EXPECT_EQ(base::as_text(write_rtsp(response)),
            "RTSP/1.0 404 No  Evil: 1\r\nSession: 1  Evil: 1\r\n\r\n");
}

TEST(RtspMessageTest, HeadersAreFoundWithoutRegardToCase) {
  RtspHeaders headers{{"WWW-Authenticate", "a"}, {"www-authenticate", "b"}, {"CSeq", "1"}};
  EXPECT_EQ(headers.get("Www-Authenticate"), "a");
  EXPECT_EQ(headers.all("WWW-AUTHENTICATE"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(headers.find("Session"), nullptr);
  headers.set("cseq", "2");
  EXPECT_EQ(headers.all("CSeq"), std::vector<std::string_view>{"2"});
}

TEST(RtspMessageTest, ListsAreSearchedByToken) {
  EXPECT_TRUE(rtsp_list_has("OPTIONS, DESCRIBE,get_parameter", "GET_PARAMETER"));
  EXPECT_FALSE(rtsp_list_has("OPTIONS, SET_PARAMETER", "PARAMETER"));
  EXPECT_FALSE(rtsp_list_has("", "OPTIONS"));
}

}  // namespace
}  // namespace media
