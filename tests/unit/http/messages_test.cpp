// Goal: what we send says exactly one thing, and what peers send us cannot make us say another.

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/manual_clock.h"
#include "web/http/media_type.h"
#include "web/http/message.h"
#include "web/http/origin.h"
#include "web/http/problem.h"
#include "web/http/responder.h"
#include "web/http/response_writer.h"
#include "web/http/security_headers.h"

namespace http {
namespace {

class TextSource : public BodySource {
 public:
  explicit TextSource(std::optional<std::uint64_t> size) : size_{size} {}
  std::optional<std::uint64_t> size() const override { return size_; }
  base::Result<std::size_t> read(std::uint64_t, std::span<std::uint8_t>) override { return 0U; }

 private:
  std::optional<std::uint64_t> size_;
};

Response download(std::optional<std::uint64_t> size) {
  Response response;
  response.source = std::make_shared<TextSource>(size);
  response.headers.set("ETag", "\"v1\"");
  return response;
}

Request with(std::initializer_list<Headers::Field> fields) {
  Request request;
  for (const auto& [name, value] : fields) request.headers.add(name, value);
  return request;
}

TEST(HeadersTest, NamesAreComparedWithoutCase) {
  Headers headers;
  headers.add("Content-Type", "a");
  headers.set("content-type", "b");
  EXPECT_EQ(headers.get("CONTENT-TYPE"), "b");
  EXPECT_EQ(headers.size(), 1U);
}

TEST(HeadersTest, ValuesCannotStartALine) {
  Headers headers;
  headers.add("X", "a\r\nSet-Cookie: b");
  EXPECT_EQ(headers.get("X"), "a  Set-Cookie: b");
}

TEST(ProblemTest, IsAProblemDocument) {
  const Response response =
      problem(422, "invalid_name", "The name is too long.", {{"name", "too_long", "At most 64."}});
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
  const auto document = base::parse_json(base::as_text(response.body)).value();
  EXPECT_EQ(document.get_string("type").value(), "urn:custody:problem:invalid_name");
  EXPECT_EQ(document.get_string("title").value(), "Unprocessable Content");
  EXPECT_EQ(document.get_int("status").value(), 422);
  EXPECT_EQ(document.get_string("code").value(), "invalid_name");
  EXPECT_EQ(document.get_string("detail").value(), "The name is too long.");
  const auto& field = document.find("errors")->as_array()->at(0);
  EXPECT_EQ(field.get_string("field").value(), "name");
  EXPECT_EQ(field.get_string("code").value(), "too_long");
}

TEST(ProblemTest, OurErrorsKeepTheirMessagesToThemselves) {
  const Response response = problem_from({base::ErrorKind::Io, "disk sda1 is broken"});
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(base::as_text(response.body).find("sda1"), std::string_view::npos);
}

TEST(SecurityHeadersTest, AreOnEveryResponseUnlessItSetItsOwn) {
  Response response = empty_response(204);
  response.headers.set("Content-Security-Policy", kPageContentSecurityPolicy);
  add_security_headers(response);
  for (const char* name : {"Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy",
                           "Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy",
                           "Cross-Origin-Resource-Policy", "Permissions-Policy"}) {
    EXPECT_EQ(response.headers.count(name), 1U) << name;
  }
  EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
  EXPECT_EQ(response.headers.get("Content-Security-Policy"), kPageContentSecurityPolicy);
}

TEST(ResponseWriterTest, WritesOneFramingWhateverTheHandlerSaid) {
  Response response = text_response(200, "text/plain", "hello");
  response.headers.add("Content-Length", "99");
  response.headers.add("Transfer-Encoding", "chunked");
  response.headers.add("Connection", "upgrade");
  const Delivery delivery = plan_delivery(Request{}, response);
  EXPECT_EQ(response_head(response, delivery, false, test_support::ManualClock{}.wall()),
            "HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 21:14:08 GMT\r\n"
            "Content-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
}

TEST(ResponseWriterTest, UnknownSizesAreSentInChunks) {
  Response response = download(std::nullopt);
  const Delivery delivery = plan_delivery(with({{"Range", "bytes=0-1"}}), response);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(delivery.length, std::nullopt);
  const std::string head = response_head(response, delivery, true, {});
  EXPECT_NE(head.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_EQ(head.find("Content-Length"), std::string::npos);
}

TEST(ResponseWriterTest, RangesBecomePartialContent) {
  Response response = download(1000);
  const Delivery delivery = plan_delivery(with({{"Range", "bytes=100-199"}}), response);
  EXPECT_EQ(response.status, 206);
  EXPECT_EQ(response.headers.get("Content-Range"), "bytes 100-199/1000");
  EXPECT_EQ(delivery.first, 100U);
  EXPECT_EQ(delivery.length, 100U);
}

TEST(ResponseWriterTest, RangesOutsideAreRefusedWithTheSize) {
  Response response = download(1000);
  plan_delivery(with({{"Range", "bytes=1000-"}}), response);
  EXPECT_EQ(response.status, 416);
  EXPECT_EQ(response.headers.get("Content-Range"), "bytes */1000");
}

TEST(ResponseWriterTest, RangesOfAnotherVersionGetTheWhole) {
  Response same = download(1000);
  plan_delivery(with({{"Range", "bytes=1-2"}, {"If-Range", "\"v1\""}}), same);
  EXPECT_EQ(same.status, 206);
  Response other = download(1000);
  plan_delivery(with({{"Range", "bytes=1-2"}, {"If-Range", "\"v0\""}}), other);
  EXPECT_EQ(other.status, 200);
}

TEST(ResponseWriterTest, HeadHasTheLengthAndNoBody) {
  Request request;
  request.method = Method::Head;
  Response response = text_response(200, "text/plain", "hello");
  const Delivery delivery = plan_delivery(request, response);
  EXPECT_TRUE(delivery.headers_only);
  EXPECT_NE(response_head(response, delivery, true, {}).find("Content-Length: 5\r\n"),
            std::string::npos);
}

TEST(MediaTypeTest, AcceptIsJudgedByItsMostExactElement) {
  EXPECT_TRUE(accepts_media_type("text/html, application/*;q=0.2", "application/json"));
  EXPECT_TRUE(accepts_media_type("*/*", "application/json"));
  EXPECT_FALSE(accepts_media_type("*/*, application/json;q=0", "application/json"));
  EXPECT_TRUE(accepts_media_type("*/*;q=0, application/json", "application/json"));
  EXPECT_FALSE(accepts_media_type("text/html", "application/json"));
  EXPECT_FALSE(accepts_media_type("application/json;v=1;q=0.00", "application/json"));
  EXPECT_TRUE(accepts_coding("gzip, br;q=0.5", "br"));
  EXPECT_FALSE(accepts_coding("gzip", "br"));
  EXPECT_FALSE(accepts_coding("", "gzip"));
}

TEST(MediaTypeTest, ParametersOfAContentTypeDoNotMatter) {
  EXPECT_TRUE(is_media_type("Application/JSON; charset=utf-8", "application/json"));
  EXPECT_FALSE(is_media_type("application/jsonp", "application/json"));
  EXPECT_FALSE(is_media_type("", "application/json"));
}

TEST(OriginTest, ForeignNamesForOurAddressAreUnknown) {
  EXPECT_TRUE(host_is_allowed("recorder.example", {"Recorder.Example"}));
  EXPECT_TRUE(host_is_allowed("192.0.2.1", {}));
  EXPECT_TRUE(host_is_allowed("[2001:db8::1]", {}));
  EXPECT_TRUE(host_is_allowed("localhost", {}));
  EXPECT_FALSE(host_is_allowed("rebound.example", {"recorder.example"}));
  EXPECT_FALSE(host_is_allowed("recorder.example.evil.example", {"recorder.example"}));
}

TEST(OriginTest, OnlyOurOwnPagesAreSameOrigin) {
  EXPECT_TRUE(is_same_origin(with({{"Host", "a:8443"}}).headers));
  EXPECT_TRUE(is_same_origin(with({{"Host", "a:8443"}, {"Origin", "https://a:8443"}}).headers));
  EXPECT_TRUE(is_same_origin(with({{"Host", "a"}, {"Origin", "https://A:443"}}).headers));
  for (const char* origin : {"null", "http://a:8443", "https://a", "https://b:8443",
                             "https://a:8443/x", "https://a:8443.evil.example", ""}) {
    EXPECT_FALSE(is_same_origin(with({{"Host", "a:8443"}, {"Origin", origin}}).headers)) << origin;
  }
}

TEST(PeerTest, AddressesAreWrittenAsPeopleKnowThem) {
  Peer peer;
  peer.address[15] = 1;
  EXPECT_EQ(peer.text(), "::1");
  peer.address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 7};
  EXPECT_EQ(peer.text(), "192.0.2.7");
  EXPECT_TRUE(peer.is_ipv4());
}

TEST(ResponderTest, OnlyTheFirstAnswerCounts) {
  std::vector<int> statuses;
  const Responder responder{[&](const Response& response) { statuses.push_back(response.status); }};
  responder.send(empty_response(204));
  responder.send(empty_response(200));
  EXPECT_EQ(statuses, std::vector<int>{204});
}

TEST(ResponderTest, ForgottenRequestsAreAnswered500) {
  std::vector<int> statuses;
  {
    const Responder responder{
        [&](const Response& response) { statuses.push_back(response.status); }};
    const std::vector<Responder> copies(2, responder);
  }
  EXPECT_EQ(statuses, std::vector<int>{500});
}

}  // namespace
}  // namespace http
