// Goal: over real TLS, the server answers the well-behaved, survives the others, and ends in order.

#include "web/http/server.h"

#include <gtest/gtest.h>

#include <future>

#include "crypto/tls/tls_session.h"
#include "tests/support/http_world.h"
#include "web/http/io/listener.h"
#include "web/http/problem.h"

namespace http {
namespace {

using namespace std::chrono_literals;
using test_support::HttpWorld;
using test_support::public_route;
using test_support::quick;
using test_support::RawConnection;
using test_support::status_of;

constexpr std::string_view kGet = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

HttpWorld::Setup server_setup() {
  HttpWorld::Setup made;
  made.routes.push_back(
      quick("/hello", [](const Request&) { return text_response(200, "text/plain", "hello"); }));
  made.routes.push_back(public_route(Method::Post, "/echo", Blocking{[](const Request& request) {
                                       return text_response(200, "application/json",
                                                            base::as_text(request.body));
                                     }}));
  made.router.authorizer = [](Request&, const Access&) { return std::optional<Response>{}; };
  for (Route& route : made.routes) route.gives = "*/*";
  return made;
}

// Gives zeros until it has given `size`, as fast as they are taken.
class ZeroSource : public BodySource {
 public:
  explicit ZeroSource(std::uint64_t size, bool tell = true) : size_{size}, tell_{tell} {}
  std::optional<std::uint64_t> size() const override {
    return tell_ ? std::optional{size_} : std::nullopt;
  }
  base::Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> out) override {
    const auto count = std::min<std::uint64_t>(out.size(), size_ - offset);
    return static_cast<std::size_t>(count);
  }

 private:
  std::uint64_t size_;
  bool tell_;
};

Handler zeros_handler(std::uint64_t size, bool tell = true) {
  return Quick{[size, tell](const Request&) {
    Response response;
    response.source = std::make_shared<ZeroSource>(size, tell);
    return response;
  }};
}

// R096.
TEST(ServerTest, AnswersOverTls13WithStrictHeadersAndNoServerName) {
  HttpWorld world{server_setup()};
  const auto response = world.get("/hello");
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(base::as_text(response->body), "hello");
  EXPECT_EQ(response->headers.find("Server"), nullptr);
  EXPECT_EQ(response->headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response->headers.get("Cache-Control"), "no-store");
}

TEST(ServerTest, HandlersSeeTheTlsSessionAndThePeer) {
  std::string version;
  std::string peer;
  HttpWorld::Setup made;
  made.routes.push_back(quick("/", [&](const Request& request) {
    version = request.tls->version;
    peer = request.peer.text();
    return empty_response(204);
  }));
  made.routes[0].path = "/who";
  HttpWorld world{std::move(made)};
  ASSERT_TRUE(world.get("/who"));
  EXPECT_EQ(version, "TLSv1.3");
  EXPECT_EQ(peer, "127.0.0.1");
}

TEST(ServerTest, KeepsTheConnectionAndAnswersPipelinedRequestsInOrder) {
  HttpWorld world{server_setup()};
  RawConnection raw{world.client_reactor(), world.port()};
  ASSERT_TRUE(raw.send(std::string{kGet} +
                       "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                       "application/json\r\nContent-Length: 2\r\n\r\n{}" +
                       std::string{kGet}));
  EXPECT_TRUE(raw.read_response().ends_with("hello"));
  EXPECT_TRUE(raw.read_response().ends_with("{}"));
  EXPECT_TRUE(raw.read_response().ends_with("hello"));
}

TEST(ServerTest, RequestsPerConnectionAreLimited) {
  auto made = server_setup();
  made.server.limits.requests_per_connection_max = 2;
  HttpWorld world{std::move(made)};
  RawConnection raw{world.client_reactor(), world.port()};
  EXPECT_EQ(raw.ask(kGet).find("Connection: close"), std::string::npos);
  EXPECT_NE(raw.ask(kGet).find("Connection: close"), std::string::npos);
  EXPECT_EQ(raw.read_to_end(), "");
}

TEST(ServerTest, HeadOf200IsTheHeadOfGet) {
  HttpWorld world{server_setup()};
  RawConnection raw{world.client_reactor(), world.port()};
  ASSERT_TRUE(raw.send("HEAD /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
  const std::string answer = raw.read_to_end();
  EXPECT_NE(answer.find("Content-Length: 5\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(ServerTest, BodiesAreContinuedWhenAskedFor) {
  HttpWorld world{server_setup()};
  RawConnection raw{world.client_reactor(), world.port()};
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  EXPECT_EQ(raw.ask(head), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(raw.ask("{}").ends_with("{}"));
}

TEST(ServerTest, RefusedBodiesAreNotAskedFor) {
  HttpWorld world{server_setup()};
  RawConnection raw{world.client_reactor(), world.port()};
  const std::string answer = raw.ask(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Expect: 100-continue\r\nContent-Length: 65537\r\n\r\n");
  EXPECT_EQ(status_of(answer), 413);
  EXPECT_NE(answer.find("body_too_large"), std::string::npos);
  EXPECT_EQ(raw.read_to_end(), "");
}

struct Attack {
  std::string bytes;
  int status;
};

class RawAttackTest : public testing::TestWithParam<Attack> {};

TEST_P(RawAttackTest, IsAnsweredOnceAndTheConnectionEnds) {
  HttpWorld world{server_setup()};
  RawConnection raw{world.client_reactor(), world.port()};
  ASSERT_TRUE(raw.ok());
  ASSERT_TRUE(raw.send(GetParam().bytes));
  const std::string answer = raw.read_to_end();
  EXPECT_EQ(status_of(answer), GetParam().status) << answer;
  EXPECT_EQ(answer.find("HTTP/1.1 ", 1), std::string::npos) << "a second answer: " << answer;
  EXPECT_EQ(answer.find("hello"), std::string::npos);
}

const std::string kHidden = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Smuggling, RawAttackTest,
    testing::Values(
        Attack{"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
               "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
                   kHidden,
               400},
        Attack{"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
               "0\r\n\r\n" +
                   kHidden,
               411},
        Attack{"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n" +
                   kHidden,
               400},
        Attack{"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
               "Content-Length: 44\r\n\r\n" +
                   kHidden,
               400},
        Attack{"GET /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 44\r\n\r\n" + kHidden,
               400},
        Attack{"GET /hello HTTP/1.1\nHost: localhost\n\n" + kHidden, 400},
        Attack{"GET /hello HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n" + kHidden, 400},
        Attack{"GET /hello HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n" + kHidden, 400},
        Attack{"GET https://other/hello HTTP/1.1\r\nHost: localhost\r\n\r\n" + kHidden, 400},
        Attack{"GET /%2e%2e/hello HTTP/1.1\r\nHost: localhost\r\n\r\n" + kHidden, 400},
        Attack{"GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n" + kHidden, 505},
        Attack{"GET /hello HTTP/1.1\r\nHost: rebound.example\r\n\r\n" + kHidden, 421},
        Attack{"GET /hello HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 431},
        Attack{"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
               "Content-Length: 100000\r\n\r\n" +
                   std::string(100'000, 'x'),
               413},
        Attack{std::string{"\x80\x2e\x01\x03"}, 400}));

// R209.
TEST(ServerTest, SlowHeadsAreCut) {
  auto made = server_setup();
  made.server.limits.header_timeout = 100ms;
  HttpWorld world{std::move(made)};
  RawConnection silent{world.client_reactor(), world.port()};
  RawConnection slow{world.client_reactor(), world.port()};
  ASSERT_TRUE(slow.send("GET /hello HTTP/1.1\r\nHost: local"));
  EXPECT_EQ(silent.read_to_end(), "");
  const std::string answer = slow.read_to_end();
  EXPECT_TRUE(answer.empty() || status_of(answer) == 408) << answer;
  EXPECT_EQ(world.stats().timed_out, 2U);
}

TEST(ServerTest, SlowHeadsOnAKeptConnectionAreTold) {
  auto made = server_setup();
  made.server.limits.header_timeout = 200ms;
  HttpWorld world{std::move(made)};
  RawConnection raw{world.client_reactor(), world.port()};
  EXPECT_EQ(status_of(raw.ask(kGet)), 200);
  ASSERT_TRUE(raw.send("GET /hel"));
  EXPECT_EQ(status_of(raw.read_to_end()), 408);
}

TEST(ServerTest, SlowBodiesAreCut) {
  auto made = server_setup();
  made.server.limits.body_interval = 100ms;
  HttpWorld world{std::move(made)};
  RawConnection raw{world.client_reactor(), world.port()};
  ASSERT_TRUE(
      raw.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
               "Content-Length: 50\r\n\r\n{"));
  EXPECT_EQ(status_of(raw.read_to_end()), 408);
}

TEST(ServerTest, IdleConnectionsAreClosed) {
  auto made = server_setup();
  made.server.limits.idle_timeout = 50ms;
  HttpWorld world{std::move(made)};
  RawConnection raw{world.client_reactor(), world.port()};
  EXPECT_EQ(status_of(raw.ask(kGet)), 200);
  EXPECT_EQ(raw.read_to_end(), "");
}

TEST(ServerTest, HandlersThatTakeTooLongAreAnswered504) {
  auto made = server_setup();
  made.server.limits.request_timeout = 100ms;
  Responder* kept = nullptr;
  std::unique_ptr<Responder> owner;
  made.routes.push_back(public_route(
      Method::Get, "/never", Later{[&](const std::shared_ptr<const Request>&, Responder responder) {
        owner = std::make_unique<Responder>(std::move(responder));
        kept = owner.get();
      }}));
  HttpWorld world{std::move(made)};
  EXPECT_EQ(world.get("/never")->status, 504);
  ASSERT_NE(kept, nullptr);
  kept->send(empty_response(200));  // too late, and harmless
}

// R209.
TEST(ServerTest, ConnectionsPerAddressAreLimited) {
  auto made = server_setup();
  made.server.limits.connections_per_address_max = 2;
  HttpWorld world{std::move(made)};
  RawConnection first{world.client_reactor(), world.port()};
  RawConnection second{world.client_reactor(), world.port()};
  RawConnection third{world.client_reactor(), world.port()};
  EXPECT_TRUE(first.ok());
  EXPECT_TRUE(second.ok());
  EXPECT_FALSE(third.ok());
  EXPECT_EQ(world.stats().refused_by_limit, 1U);
}

// R209.
TEST(ServerTest, AtTheLimitWhoeverRestedLongestMakesRoom) {
  auto made = server_setup();
  made.server.limits.connections_max = 2;
  HttpWorld world{std::move(made)};
  RawConnection worker{world.client_reactor(), world.port()};
  RawConnection idler{world.client_reactor(), world.port()};
  EXPECT_EQ(status_of(worker.ask(kGet)), 200);  // later than the other one came
  RawConnection third{world.client_reactor(), world.port()};
  EXPECT_EQ(idler.read_some(), "");
  EXPECT_EQ(status_of(third.ask(kGet)), 200);
  EXPECT_EQ(status_of(worker.ask(kGet)), 200);
}

TEST(ServerTest, OverloadIsAnswered503WithRetryAfter) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  std::promise<void> busy;
  auto made = server_setup();
  made.server.limits.connections_max = 1;
  made.routes.push_back(public_route(Method::Get, "/wait", Blocking{[&](const Request&) {
                                       busy.set_value();
                                       released.wait();
                                       return empty_response(204);
                                     }}));
  HttpWorld world{std::move(made)};
  RawConnection first{world.client_reactor(), world.port()};
  EXPECT_TRUE(first.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  busy.get_future().wait();
  RawConnection second{world.client_reactor(), world.port()};
  const std::string answer = second.ask(kGet);
  EXPECT_EQ(status_of(answer), 503);
  EXPECT_NE(answer.find("Retry-After: 5\r\n"), std::string::npos);
  release.set_value();
  EXPECT_EQ(status_of(first.read_response()), 204);
}

TEST(ServerTest, BusyWorkersAreAnswered503) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  std::promise<void> busy;
  auto made = server_setup();
  made.server.limits.worker_threads = 1;
  made.server.limits.worker_waiting_max = 1;
  made.routes.push_back(public_route(Method::Get, "/wait", Blocking{[&](const Request&) {
                                       busy.set_value();
                                       released.wait();
                                       return empty_response(204);
                                     }}));
  made.routes.push_back(public_route(
      Method::Get, "/queue", Blocking{[&](const Request&) { return empty_response(204); }}));
  HttpWorld world{std::move(made)};
  RawConnection running{world.client_reactor(), world.port()};
  RawConnection waiting{world.client_reactor(), world.port()};
  RawConnection refused{world.client_reactor(), world.port()};
  ASSERT_TRUE(running.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  busy.get_future().wait();
  constexpr std::string_view kQueue = "GET /queue HTTP/1.1\r\nHost: localhost\r\n\r\n";
  ASSERT_TRUE(waiting.send(kQueue));
  // Whichever of the two came second finds the queue full.
  ASSERT_TRUE(refused.send(kQueue));
  const auto first_status =
      std::async(std::launch::async, [&] { return status_of(waiting.read_response()); });
  const auto second_status =
      std::async(std::launch::async, [&] { return status_of(refused.read_response()); });
  while (first_status.wait_for(1ms) != std::future_status::ready &&
         second_status.wait_for(1ms) != std::future_status::ready) {
  }
  release.set_value();
  EXPECT_EQ(status_of(running.read_response()), 204);
}

// R069.
TEST(ServerTest, TheAcceptFilterIsAskedBeforeTls) {
  auto made = server_setup();
  std::atomic<int> asked = 0;
  made.server.accepts = [&](const Peer& peer) {
    ++asked;
    return peer.text() != "127.0.0.1";
  };
  HttpWorld world{std::move(made)};
  EXPECT_FALSE(RawConnection(world.client_reactor(), world.port()).ok());
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(world.stats().refused_by_filter, 1U);
}

// R102.
TEST(ServerTest, PlainHttpOnTheTlsPortIsClosed) {
  HttpWorld world{server_setup()};
  const auto plain = Client::without_tls_on_loopback(world.client_reactor(), {});
  const auto answer = plain.call(world.request("/hello"));
  EXPECT_FALSE(answer);
  while (world.stats().handshakes_failed == 0) std::this_thread::yield();
  EXPECT_EQ(world.stats().requests, 0U);
}

TEST(ServerTest, TwoHundredConnectionsAtOnceAreServed) {
  auto made = server_setup();
  made.server.limits.connections_per_address_max = 200;
  HttpWorld world{std::move(made)};
  std::vector<std::unique_ptr<RawConnection>> open;
  for (int i = 0; i < 200; ++i) {
    open.push_back(std::make_unique<RawConnection>(world.client_reactor(), world.port()));
    ASSERT_TRUE(open.back()->ok()) << i;
  }
  EXPECT_EQ(world.stats().open_now, 200U);
  for (const auto& connection : open) ASSERT_TRUE(connection->send(kGet));
  for (const auto& connection : open) EXPECT_EQ(status_of(connection->read_response()), 200);
}

TEST(ServerTest, DownloadsArriveWhole) {
  auto made = server_setup();
  made.routes.push_back(public_route(Method::Get, "/sized", zeros_handler(1'000'000)));
  made.routes.push_back(public_route(Method::Get, "/chunked", zeros_handler(1'000'000, false)));
  made.routes.push_back(public_route(Method::Get, "/memory", Quick{[](const Request&) {
                                       return text_response(200, "text/plain",
                                                            std::string(1'000'000, 'm'));
                                     }}));
  for (Route& route : made.routes) route.gives = "*/*";
  HttpWorld world{std::move(made)};
  EXPECT_EQ(world.get("/sized")->body, base::Bytes(1'000'000, 0));
  EXPECT_EQ(world.get("/chunked")->body, base::Bytes(1'000'000, 0));
  EXPECT_EQ(world.get("/memory")->body, base::Bytes(1'000'000, 'm'));
}

TEST(ServerTest, RangesOfDownloadsAreServed) {
  auto made = server_setup();
  made.routes.push_back(public_route(Method::Get, "/sized", zeros_handler(1'000'000)));
  HttpWorld world{std::move(made)};
  auto request = world.request("/sized");
  request.headers.add("Range", "bytes=999990-");
  const auto part = world.client().call(std::move(request));
  ASSERT_TRUE(part);
  EXPECT_EQ(part->status, 206);
  EXPECT_EQ(part->headers.get("Content-Range"), "bytes 999990-999999/1000000");
  EXPECT_EQ(part->body.size(), 10U);
}

TEST(ServerTest, ASourceThatFailsCutsTheConnection) {
  class BrokenSource : public BodySource {
   public:
    std::optional<std::uint64_t> size() const override { return std::nullopt; }
    base::Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> out) override {
      if (offset > 0) return base::Error{base::ErrorKind::Io, "disk is gone"};
      return out.size();
    }
  };
  auto made = server_setup();
  made.routes.push_back(public_route(Method::Get, "/broken", Quick{[](const Request&) {
                                       Response response;
                                       response.source = std::make_shared<BrokenSource>();
                                       return response;
                                     }}));
  HttpWorld world{std::move(made)};
  EXPECT_FALSE(world.get("/broken"));
}

TEST(ServerTest, ASlowReaderHoldsTheSourceBackAndIsCutInTheEnd) {
  auto made = server_setup();
  made.server.limits.write_timeout = 300ms;
  made.routes.push_back(
      public_route(Method::Get, "/endless", zeros_handler(std::uint64_t{1} << 40)));
  HttpWorld world{std::move(made)};
  RawConnection raw{world.client_reactor(), world.port()};
  ASSERT_TRUE(raw.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  while (world.stats().open_now != 0) std::this_thread::yield();
  EXPECT_EQ(world.stats().timed_out, 1U);
}

TEST(ServerTest, ShutdownLetsDownloadsFinish) {
  auto made = server_setup();
  made.routes.push_back(public_route(Method::Get, "/sized", zeros_handler(20'000'000)));
  HttpWorld world{std::move(made)};
  RawConnection idle{world.client_reactor(), world.port()};
  EXPECT_EQ(status_of(idle.ask(kGet)), 200);
  RawConnection raw{world.client_reactor(), world.port()};
  ASSERT_TRUE(raw.send("GET /sized HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  std::string seen = raw.read_some();
  ASSERT_FALSE(seen.empty());
  auto rest = std::async(std::launch::async, [&] { return raw.read_to_end().size(); });
  const auto stopped = world.stop(30s);
  const std::size_t body = seen.size() + rest.get() - (seen.find("\r\n\r\n") + 4);
  EXPECT_EQ(body, 20'000'000U);
  EXPECT_TRUE(stopped);
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_FALSE(RawConnection(world.client_reactor(), world.port()).ok());
}

TEST(ServerTest, ShutdownCutsWhatOutlastsItsPatience) {
  auto made = server_setup();
  made.routes.push_back(
      public_route(Method::Get, "/endless", zeros_handler(std::uint64_t{1} << 40)));
  HttpWorld world{std::move(made)};
  RawConnection raw{world.client_reactor(), world.port()};
  ASSERT_TRUE(raw.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  ASSERT_FALSE(raw.read_some().empty());
  const auto stopped = world.stop(50ms);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, base::ErrorKind::Timeout);
}

// R109.
TEST(ServerTest, ANewCertificateServesNewConnectionsWithoutRestart) {
  HttpWorld world{server_setup()};
  RawConnection old{world.client_reactor(), world.port()};
  ASSERT_TRUE(old.ok());
  auto fields = test_support::test_fields(crypto::CertificateProfile::Server, "renewed",
                                          test_support::test_pki().now);
  fields.names.dns = {"localhost"};
  const auto renewed = test_support::make_identity(test_support::test_pki().intermediate, fields);
  world.service().server().set_tls_context(test_support::server_context(renewed));
  RawConnection now{world.client_reactor(), world.port()};
  ASSERT_TRUE(now.ok());
  EXPECT_EQ(old.tls()->peer, test_support::test_pki().server.certificate);
  EXPECT_EQ(now.tls()->peer, renewed.certificate);
  EXPECT_EQ(status_of(old.ask(kGet)), 200);
}

TEST(ServerTest, InheritedSocketsAreServed) {
  HttpWorld first{server_setup()};
  auto made = server_setup();
  const Endpoint any{"127.0.0.1", 0};
  auto socket = open_listening_socket(any);
  ASSERT_TRUE(socket);
  const Endpoint bound = local_endpoint(socket->get()).value();
  made.server.inherited.push_back(*std::move(socket));
  HttpWorld world{std::move(made)};
  EXPECT_EQ(world.service().server().endpoints().at(0), bound);
  EXPECT_TRUE(world.get("/hello"));
}

TEST(ServerTest, AnAddressInUseFailsTheStart) {
  HttpWorld world{server_setup()};
  Reactor reactor;
  const base::RealClock clock;
  ServerOptions options;
  options.endpoints = {{"127.0.0.1", world.port()}};
  Service second{reactor, clock, Router{{}, {}},
                 test_support::server_context(test_support::test_pki().server), std::move(options)};
  EXPECT_FALSE(second.start());
}

TEST(ServerTest, IsHealthyWhileTheReactorTurns) {
  HttpWorld world{server_setup()};
  EXPECT_TRUE(world.service().healthy());
  EXPECT_TRUE(world.service().healthy());
}

}  // namespace
}  // namespace http
