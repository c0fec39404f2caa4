// Goal: a client gets a whole answer from the right server in time, or a clear refusal.
// Whom it believes is tested in tls_test.cpp.

#include "web/http/client.h"

#include <gtest/gtest.h>

#include <future>

#include "tests/support/http_world.h"

namespace http {
namespace {

using namespace std::chrono_literals;
using test_support::HttpWorld;
using test_support::public_route;
using test_support::quick;

HttpWorld::Setup client_setup() {
  HttpWorld::Setup made;
  made.routes.push_back(quick("/size", [](const Request& request) {
    const std::size_t size = std::stoul(*request.target.parameter("n"));
    return text_response(200, "text/plain", std::string(size, 'x'));
  }));
  made.routes.push_back(quick("/moved", [](const Request&) {
    Response response = empty_response(307);
    response.headers.add("Location", "https://elsewhere.example/");
    return response;
  }));
  Route echo = public_route(Method::Put, "/echo", Blocking{[](const Request& request) {
                              return text_response(200, "text/plain", base::as_text(request.body));
                            }});
  echo.body_bytes_max = 3'000'000;
  made.routes.push_back(std::move(echo));
  made.routes.push_back(public_route(
      Method::Get, "/never", Later{[](const std::shared_ptr<const Request>&, Responder responder) {
        static std::optional<Responder> kept;  // until the next one, or the end
        kept = std::move(responder);
      }}));
  return made;
}

TEST(ClientTest, SendsBodiesAndReadsThemBack) {
  HttpWorld world{client_setup()};
  auto request = world.request("/echo", Method::Put);
  request.headers.add("Content-Type", "application/json");
  request.body = base::Bytes(2'500'000, 'b');
  const auto answer = world.client().call(request);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, request.body);
}

TEST(ClientTest, LargerAnswersThanAgreedAreRefused) {
  HttpWorld world{client_setup()};
  Client::Options options;
  options.response.body_bytes_max = 1000;
  EXPECT_TRUE(world.client(options).call(world.request("/size?n=1000")));
  EXPECT_FALSE(world.client(options).call(world.request("/size?n=1001")));
}

TEST(ClientTest, RedirectsAreShownNotFollowed) {
  HttpWorld world{client_setup()};
  const auto answer = world.get("/moved");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 307);
  EXPECT_EQ(answer->headers.get("Location"), "https://elsewhere.example/");
}

TEST(ClientTest, WaitsNoLongerThanItWasTold) {
  HttpWorld world{client_setup()};
  Client::Options options;
  options.timeout = 100ms;
  const auto answer = world.client(options).call(world.request("/never"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, base::ErrorKind::Timeout);
}

TEST(ClientTest, NobodyThereIsUnavailable) {
  test_support::ClientThread clients;
  ClientRequest request;
  {
    HttpWorld world{client_setup()};
    request = world.request("/");
  }
  const Client client{clients.reactor(), test_support::client_context(), {}};
  EXPECT_EQ(client.call(request).error().kind, base::ErrorKind::Unavailable);
}

TEST(ClientTest, TargetsThatCouldSplitTheRequestAreRefused) {
  HttpWorld world{client_setup()};
  for (const char* target : {"/a b", "/a\r\nX: y", "size", ""}) {
    EXPECT_EQ(world.get(target).error().kind, base::ErrorKind::InvalidInput) << target;
  }
}

TEST(ClientTest, AnswersArriveByCallbackToo) {
  HttpWorld world{client_setup()};
  std::promise<int> status;
  world.client().send(world.request("/size?n=1"),
                      [&](base::Result<Response> answer) { status.set_value(answer->status); });
  EXPECT_EQ(status.get_future().get(), 200);
}

}  // namespace
}  // namespace http
