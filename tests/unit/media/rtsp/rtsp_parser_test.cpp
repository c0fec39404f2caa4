// Goal: a stream of bytes is the same messages however it is cut, and nothing grows past a limit.

#include "media/rtsp/rtsp_parser.h"

#include <gtest/gtest.h>

#include <deque>

namespace media {
namespace {

constexpr std::string_view kDescribe =
    "DESCRIBE rtsp://camera/main RTSP/1.0\r\n"
    "CSeq: 2\r\n"
    "Accept:application/sdp  \r\n"
    "\r\n";
constexpr std::string_view kAnswer =
    "RTSP/1.0 200 OK\r\n"
    "CSeq: 2\r\n"
    "content-length: 5\r\n"
    "\r\n"
    "v=0\r\n";
constexpr std::string_view kInterleaved{"$\1\0\3abc", 7};

// A message that owns what it holds.
struct Taken {
  RtspMessage message;
  std::string packet;
};

class Stream {
 public:
  explicit Stream(RtspLimits limits = {}) : parser_{limits} {}

  bool push(std::string_view bytes) {
    parser_.push(base::as_bytes(bytes));
    while (true) {
      auto message = parser_.next();
      if (!message) return false;
      if (!*message) return true;
      std::string packet;
      if (const auto* frame = std::get_if<RtspInterleaved>(&**message)) {
        packet = base::as_text(frame->packet);
      }
      taken_.push_back({std::move(**message), std::move(packet)});
    }
  }
  const std::deque<Taken>& taken() const { return taken_; }
  std::size_t buffered() const { return parser_.buffered(); }

  template <typename Message>
  const Message& get(std::size_t index) const {
    return std::get<Message>(taken_.at(index).message);
  }

 private:
  RtspParser parser_;
  std::deque<Taken> taken_;
};

std::string join(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) out += part;
  return out;
}

TEST(RtspParserTest, ReadsRequestsResponsesAndFramesOfOneConnection) {
  Stream stream;
  ASSERT_TRUE(stream.push(join({kInterleaved, kDescribe, kInterleaved, kAnswer})));
  ASSERT_EQ(stream.taken().size(), 4U);
  EXPECT_EQ(stream.get<RtspInterleaved>(0).channel, 1);
  EXPECT_EQ(stream.taken()[0].packet, "abc");
  EXPECT_EQ(
      stream.get<RtspRequest>(1),
      (RtspRequest{
          "DESCRIBE", "rtsp://camera/main", {{"CSeq", "2"}, {"Accept", "application/sdp"}}, {}}));
  EXPECT_EQ(stream.get<RtspResponse>(3),
            (RtspResponse{200, "OK", {{"CSeq", "2"}}, base::to_bytes("v=0\r\n")}));
  EXPECT_EQ(stream.buffered(), 0U);
}

TEST(RtspParserTest, PiecesOfEverySizeGiveTheSame) {
  const std::string all = join({kDescribe, kInterleaved, kAnswer, kInterleaved, kDescribe});
  for (std::size_t size = 1; size < all.size(); ++size) {
    Stream stream;
    for (std::size_t at = 0; at < all.size(); at += size) {
      ASSERT_TRUE(stream.push(std::string_view{all}.substr(at, size)));
    }
    ASSERT_EQ(stream.taken().size(), 5U) << size;
    EXPECT_EQ(stream.taken()[3].packet, "abc");
    EXPECT_EQ(base::as_text(stream.get<RtspResponse>(2).body), "v=0\r\n");
  }
}

TEST(RtspParserTest, ReadsWhatIsWritten) {
  const RtspRequest request{"PLAY", "rtsp://c/", {{"Session", "1"}}, base::to_bytes("body")};
  const RtspResponse response{454, "Session Not Found", {{"CSeq", "9"}}, {}};
  base::Bytes bytes = write_rtsp(request);
  append_interleaved(bytes, 3, base::as_bytes("xy"));
  base::append(bytes, write_rtsp(response));
  Stream stream;
  ASSERT_TRUE(stream.push(base::as_text(bytes)));
  EXPECT_EQ(stream.get<RtspRequest>(0), request);
  EXPECT_EQ(stream.taken().at(1).packet, "xy");
  EXPECT_EQ(stream.get<RtspResponse>(2), response);
}

TEST(RtspParserTest, ToleratesWhatCamerasDo) {
  Stream stream;
  ASSERT_TRUE(stream.push("\r\n\r\nRTSP/1.0 200\nCSeq: 1\nServer: caf\xc3\xa9\n\n\n" +
                          join({kInterleaved})));
  ASSERT_EQ(stream.taken().size(), 2U);
  EXPECT_EQ(stream.get<RtspResponse>(0).reason, "");
  EXPECT_EQ(stream.get<RtspResponse>(0).headers.get("cseq"), "1");
}

TEST(RtspParserTest, AnEmptyFrameIsAFrame) {
  Stream stream;
  ASSERT_TRUE(stream.push(std::string_view{"$\0\0\0", 4}));
  EXPECT_EQ(stream.taken().size(), 1U);
}

TEST(RtspParserTest, RefusesWhatCouldBeReadInTwoWays) {
  for (const char* text : {
           "\x16\x03\x01",                              // TLS
           "GET / HTTP/1.1\r\n\r\n",                    // another protocol
           "OPTIONS * RTSP/2.0\r\n\r\n",                // another version
           "RTSP/2.0 200 OK\r\n\r\n",                   //
           "RTSP/1.0 20 OK\r\n\r\n",                    // half a status
           "RTSP/1.0 099 OK\r\n\r\n",                   //
           "RTSP/1.0 600 OK\r\n\r\n",                   //
           "RTSP/1.0 2000 OK\r\n\r\n",                  //
           "OPTIONS  RTSP/1.0\r\n\r\n",                 // no URI
           "OPTIONS a b RTSP/1.0\r\n\r\n",              // a space in it
           "OPT(IONS * RTSP/1.0\r\n\r\n",               // no token
           "OPTIONS * RTSP/1.0\r\nCSeq 1\r\n\r\n",      // no colon
           "OPTIONS * RTSP/1.0\r\nCSeq : 1\r\n\r\n",    // a space before it
           "OPTIONS * RTSP/1.0\r\n: 1\r\n\r\n",         // no name
           "OPTIONS * RTSP/1.0\r\nA: 1\r\n b\r\n\r\n",  // a folded line
           "OPTIONS * RTSP/1.0\r\nA: 1\rB: 2\r\n\r\n",  // a bare CR
           "OPTIONS * RTSP/1.0\r\nContent-Length: -1\r\n\r\n",
           "OPTIONS * RTSP/1.0\r\nContent-Length: 1 1\r\n\r\n",
           "OPTIONS * RTSP/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n",
           "OPTIONS * RTSP/1.0\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
       }) {
    Stream stream;
    EXPECT_FALSE(stream.push(text)) << text;
    EXPECT_FALSE(stream.push("OPTIONS * RTSP/1.0\r\n\r\n")) << "the error stays";
  }
}

TEST(RtspParserTest, HeadsHaveALimit) {
  const RtspLimits limits{.head_bytes_max = kDescribe.size(), .fields_max = 2};
  EXPECT_TRUE(Stream{limits}.push(kDescribe));
  EXPECT_FALSE(Stream{{.head_bytes_max = kDescribe.size() - 1}}.push(kDescribe));
  EXPECT_FALSE(Stream{{.fields_max = 1}}.push(kDescribe));
  EXPECT_TRUE(Stream{limits}.push(std::string(kDescribe.size(), 'A')));
  EXPECT_FALSE(Stream{limits}.push(std::string(kDescribe.size() + 1, 'A')));
}

TEST(RtspParserTest, BodiesHaveALimitThatIsSeenBeforeTheyCome) {
  EXPECT_TRUE(Stream{{.body_bytes_max = 5}}.push(kAnswer));
  EXPECT_FALSE(Stream{{.body_bytes_max = 4}}.push(kAnswer.substr(0, kAnswer.size() - 5)));
}

}  // namespace
}  // namespace media
