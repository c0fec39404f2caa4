// Goal: a client reads what servers really send, and no more than it agreed to.

#include "web/http/response_parser.h"

#include <gtest/gtest.h>

namespace http {
namespace {

base::Result<Response> read(std::string_view text, Method method = Method::Get,
                            const ResponseLimits& limits = {}, std::size_t piece = 3) {
  ResponseParser parser{method, limits};
  while (!text.empty()) {
    const auto complete = parser.feed(base::as_bytes(text.substr(0, piece)));
    if (!complete) return complete.error();
    if (*complete) return parser.take();
    text.remove_prefix(std::min(piece, text.size()));
  }
  const auto complete = parser.feed_end();
  if (!complete) return complete.error();
  if (*complete) return parser.take();
  return base::Error{base::ErrorKind::Corrupt, "incomplete"};
}

TEST(ResponseParserTest, ReadsALengthInPieces) {
  for (const std::size_t piece : {1U, 3U, 100U}) {
    const auto response = read("HTTP/1.1 404 Not Found\r\nX: y\r\nContent-Length: 5\r\n\r\nhello",
                               Method::Get, {}, piece);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 404);
    EXPECT_EQ(response->headers.get("x"), "y");
    EXPECT_EQ(base::as_text(response->body), "hello");
  }
}

TEST(ResponseParserTest, PutsChunksTogether) {
  const auto response = read(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x=y\r\ncde\r\n0\r\n\r\n");
  ASSERT_TRUE(response);
  EXPECT_EQ(base::as_text(response->body), "abcde");
}

TEST(ResponseParserTest, TheEndOfTheConnectionCanBeTheEndOfTheBody) {
  EXPECT_EQ(base::as_text(read("HTTP/1.1 200 OK\r\n\r\nall")->body), "all");
}

TEST(ResponseParserTest, CutBodiesAreErrors) {
  EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"));
  EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell"));
  EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nContent-"));
  EXPECT_FALSE(read(""));
}

TEST(ResponseParserTest, HeadAndStatusWithoutBodyEndWithTheHead) {
  EXPECT_TRUE(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Method::Head)->body.empty());
  EXPECT_EQ(read("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")->status, 304);
}

TEST(ResponseParserTest, BodiesAndHeadsHaveLimits) {
  const std::string five = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  EXPECT_TRUE(read(five, Method::Get, {.body_bytes_max = 5}));
  EXPECT_FALSE(read(five, Method::Get, {.body_bytes_max = 4}));
  EXPECT_FALSE(read("HTTP/1.1 200 OK\r\n\r\nhello", Method::Get, {.body_bytes_max = 4}));
  EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nX: " + std::string(200, 'x') + "\r\n\r\n", Method::Get,
                    {.head_bytes_max = 100}));
}

TEST(ResponseParserTest, NonsenseIsRefused) {
  EXPECT_FALSE(read("SSH-2.0-OpenSSH\r\n"));
  EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"));
}

}  // namespace
}  // namespace http
