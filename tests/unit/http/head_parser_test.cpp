// Goal: no two readers can disagree about a request this parser lets through.

#include "web/http/head_parser.h"

#include <gtest/gtest.h>

namespace http {
namespace {

constexpr HeadLimits kLimits{};

std::string head(std::string_view fields, std::string_view line = "GET / HTTP/1.1") {
  return std::string{line} + "\r\n" + std::string{fields} + "\r\n";
}

int status(const std::string& text, const HeadLimits& limits = kLimits) {
  const auto parsed = parse_head(text, limits);
  const auto* refusal = std::get_if<HeadRefusal>(&parsed);
  return refusal == nullptr ? 200 : refusal->status;
}

TEST(HeadParserTest, ReadsAnOrdinaryRequest) {
  const auto parsed = parse_head(
      head("Host: Recorder.Example:8443\r\nContent-Length: 12\r\nX-Empty:\r\nAccept: a ,b\t\r\n",
           "POST /api?x=1 HTTP/1.1"),
      kLimits);
  const auto* request = std::get_if<RequestHead>(&parsed);
  ASSERT_NE(request, nullptr);
  EXPECT_EQ(request->method, Method::Post);
  EXPECT_EQ(request->host, "recorder.example");
  EXPECT_EQ(request->content_length, 12U);
  EXPECT_EQ(request->headers.get("accept"), "a ,b");
  EXPECT_NE(request->headers.find("x-empty"), nullptr);
  EXPECT_TRUE(request->keep_alive);
}

TEST(HeadParserTest, ConnectionHeaderIsUnderstood) {
  const auto parsed = parse_head(
      head("Host: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"), kLimits);
  EXPECT_TRUE(std::get<RequestHead>(parsed).upgrade_websocket);
  const auto closing = parse_head(head("Host: a\r\nConnection: Close\r\n"), kLimits);
  EXPECT_FALSE(std::get<RequestHead>(closing).keep_alive);
}

TEST(HeadParserTest, ConnectionHeaderMustBeAListOfTokens) {
  EXPECT_EQ(status(head("Host: a\r\nConnection: , keep-alive,,\tUpgrade ,\r\n")), 200);
  EXPECT_EQ(status(head("Host: a\r\nConnection:\r\n")), 200);
  EXPECT_EQ(status(head("Host: a\r\nConnection: keep-alive Upgrade\r\n")), 400);
  EXPECT_EQ(status(head("Host: a\r\nConnection: close, \"x\"\r\n")), 400);
  EXPECT_EQ(status(head("Host: a\r\nConnection: close\r\nConnection: a b\r\n")), 400);
}

TEST(HeadParserTest, MethodOverrideIsOnlyAHeader) {
  const auto parsed = parse_head(head("Host: a\r\nX-HTTP-Method-Override: DELETE\r\n"), kLimits);
  EXPECT_EQ(std::get<RequestHead>(parsed).method, Method::Get);
}

TEST(HeadParserTest, AbsoluteTargetMustAgreeWithHost) {
  EXPECT_EQ(status(head("Host: a:8443\r\n", "GET https://a:8443/x HTTP/1.1")), 200);
  EXPECT_EQ(status(head("Host: A\r\n", "GET https://a:443/x HTTP/1.1")), 200);
  EXPECT_EQ(status(head("Host: a\r\n", "GET https://b/x HTTP/1.1")), 400);
  EXPECT_EQ(status(head("Host: a\r\n", "GET http://a/x HTTP/1.1")), 400);
  EXPECT_EQ(status(head("Host: a\r\n", "GET https://u@a/x HTTP/1.1")), 400);
  EXPECT_EQ(status(head("Host: a\r\n", "GET https://a?x HTTP/1.1")), 400);
}

struct Trick {
  std::string bytes;
  int status;
};

class RefusedHeadTest : public testing::TestWithParam<Trick> {};

TEST_P(RefusedHeadTest, IsRefusedWithItsStatus) {
  EXPECT_EQ(status(GetParam().bytes), GetParam().status) << GetParam().bytes;
}

// What request smuggling is made of, and its relatives.
INSTANTIATE_TEST_SUITE_P(
    Framing, RefusedHeadTest,
    testing::Values(
        Trick{head("Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
                   "POST / HTTP/1.1"),
              400},
        Trick{head("Host: a\r\nTransfer-Encoding: chunked\r\n", "POST / HTTP/1.1"), 411},
        Trick{head("Host: a\r\nTransfer-Encoding: xchunked\r\n", "POST / HTTP/1.1"), 501},
        Trick{head("Host: a\r\nTransfer-Encoding: chunked, identity\r\n", "POST / HTTP/1.1"), 501},
        Trick{head("Host: a\r\nTransfer-Encoding:\x0b"
                   "chunked\r\n",
                   "POST / HTTP/1.1"),
              400},
        Trick{head("Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n", "POST / HTTP/1.1"),
              400},
        Trick{head("Host: a\r\nContent-Length: 1, 1\r\n", "POST / HTTP/1.1"), 400},
        Trick{head("Host: a\r\nContent-Length: +1\r\n", "POST / HTTP/1.1"), 400},
        Trick{head("Host: a\r\nContent-Length: -1\r\n", "POST / HTTP/1.1"), 400},
        Trick{head("Host: a\r\nContent-Length: 0x1\r\n", "POST / HTTP/1.1"), 400},
        Trick{head("Host: a\r\nContent-Length:\r\n", "POST / HTTP/1.1"), 400},
        Trick{head("Host: a\r\nContent-Length: 99999999999999999999\r\n", "POST / HTTP/1.1"), 400},
        Trick{head("Host: a\r\nContent-Length: 5\r\n"), 400},
        Trick{head("Host: a\r\nContent-Length : 1\r\n", "POST / HTTP/1.1"), 400},
        Trick{head("Host: a\r\nX: a\r\n b\r\n"), 400}, Trick{head(" Host: a\r\n"), 400}));

INSTANTIATE_TEST_SUITE_P(
    Lines, RefusedHeadTest,
    testing::Values(Trick{"GET / HTTP/1.1\nHost: a\n\n", 400},
                    Trick{"GET / HTTP/1.1\r\nHost: a\r\nX: b\nY: c\r\n\r\n", 400},
                    Trick{"GET / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n", 400},
                    Trick{std::string{"GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 33}, 400},
                    Trick{head("Host: a\r\nX\r\n"), 400}, Trick{head("Host: a\r\n: b\r\n"), 400},
                    Trick{head("Host: a\r\nX(: b\r\n"), 400},
                    Trick{head("Host: a\r\nX: \x01\r\n"), 400},
                    Trick{head("Host: a\r\nX: \xff\r\n"), 400},
                    Trick{"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400}));

INSTANTIATE_TEST_SUITE_P(RequestLine, RefusedHeadTest,
                         testing::Values(Trick{head("Host: a\r\n", "GET /"), 400},
                                         Trick{head("Host: a\r\n", "GET  / HTTP/1.1"), 400},
                                         Trick{head("Host: a\r\n", "GET /\tHTTP/1.1"), 400},
                                         Trick{head("Host: a\r\n", "GET / HTTP/1.1 "), 400},
                                         Trick{head("Host: a\r\n", "GET / HTTP/1.0"), 505},
                                         Trick{head("Host: a\r\n", "GET / HTTP/2.0"), 505},
                                         Trick{head("Host: a\r\n", "GET / http/1.1"), 400},
                                         Trick{head("Host: a\r\n", "get / HTTP/1.1"), 501},
                                         Trick{head("Host: a\r\n", "TRACE / HTTP/1.1"), 501},
                                         Trick{head("Host: a\r\n", "CONNECT a:443 HTTP/1.1"), 501},
                                         Trick{head("Host: a\r\n", "OPTIONS * HTTP/1.1"), 400},
                                         Trick{head("Host: a\r\n", "GET /../x HTTP/1.1"), 400},
                                         Trick{head("Host: a\r\n", "GET /%00 HTTP/1.1"), 400}));

INSTANTIATE_TEST_SUITE_P(
    Hosts, RefusedHeadTest,
    testing::Values(Trick{head("Accept: b\r\n"), 400}, Trick{head("Host:\r\n"), 400},
                    Trick{head("Host: a\r\nHost: a\r\n"), 400}, Trick{head("Host: a b\r\n"), 400},
                    Trick{head("Host: a@b\r\n"), 400}, Trick{head("Host: a:0\r\n"), 400},
                    Trick{head("Host: a:70000\r\n"), 400}, Trick{head("Host: a:\r\n"), 400},
                    Trick{head("Host: [::1\r\n"), 400}, Trick{head("Host: [zz]\r\n"), 400},
                    Trick{head("Host: [::1]x:1\r\n"), 400}, Trick{head("Host: a/b\r\n"), 400},
                    Trick{head("Host: a, b\r\n"), 400}));

TEST(HeadParserTest, SizeAndFieldCountHaveLimits) {
  const std::string text = head("Host: a\r\n");
  EXPECT_EQ(status(text, {.bytes_max = text.size(), .fields_max = 1}), 200);
  EXPECT_EQ(status(text, {.bytes_max = text.size() - 1, .fields_max = 1}), 431);
  EXPECT_EQ(status(head("Host: a\r\nX: b\r\n"), {.fields_max = 1}), 431);
  EXPECT_EQ(status(head("Host: a\r\n", "GET /" + std::string(kTargetBytesMax, 'a') + " HTTP/1.1")),
            414);
}

TEST(HeadParserTest, EndIsFoundOrAwaited) {
  const auto incomplete = find_head_end("GET / HTTP/1.1\r\nHost: a\r\n\r", kLimits);
  EXPECT_EQ(std::get<0>(incomplete), std::nullopt);
  const auto complete = find_head_end("GET / HTTP/1.1\r\n\r\nrest", kLimits);
  EXPECT_EQ(std::get<0>(complete), std::optional<std::size_t>{18});
}

TEST(HeadParserTest, WhatCannotBecomeARequestIsRefusedBeforeItsEnd) {
  EXPECT_TRUE(std::holds_alternative<HeadRefusal>(find_head_end("\x16\x03\x01", kLimits)));
  EXPECT_TRUE(std::holds_alternative<HeadRefusal>(find_head_end("GET / HTTP/1.1\n", kLimits)));
  EXPECT_TRUE(std::holds_alternative<HeadRefusal>(
      find_head_end("G" + std::string(kLimits.bytes_max, 'x'), kLimits)));
}

TEST(HeadParserTest, AuthorityKnowsNamesFromAddresses) {
  EXPECT_EQ(parse_authority("[::1]:8443"), (Authority{"[::1]", 8443, true}));
  EXPECT_EQ(parse_authority("192.0.2.1"), (Authority{"192.0.2.1", 443, true}));
  EXPECT_EQ(parse_authority("Cam-1.local"), (Authority{"cam-1.local", 443, false}));
}

}  // namespace
}  // namespace http
