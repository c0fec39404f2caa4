// Goal: a server that refuses by now whom it let in before lets them go, at once or after the
// answer they were owed, and tells its handlers which connections are new.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/support/http_world.h"
#include "web/http/server.h"

namespace http {
namespace {

using namespace std::chrono_literals;
using test_support::HttpWorld;
using test_support::public_route;
using test_support::quick;
using test_support::RawConnection;
using test_support::status_of;

constexpr std::string_view kGetRequest = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";

HttpWorld::Setup hello_setup() {
  HttpWorld::Setup made;
  made.routes.push_back(
      quick("/hello", [](const Request&) { return text_response(200, "text/plain", "hello"); }));
  made.routes.back().gives = "*/*";
  return made;
}

// Never ends.
class EndlessSource : public BodySource {
 public:
  std::optional<std::uint64_t> size() const override { return std::nullopt; }
  base::Result<std::size_t> read(std::uint64_t, std::span<std::uint8_t> out) override {
    return out.size();
  }
};

Response endless(const Request&) {
  Response response;
  response.source = std::make_shared<EndlessSource>();
  return response;
}

// A filter that is turned round while connections are open.
struct Turnable {
  HttpWorld::Setup setup() {
    auto made = hello_setup();
    made.server.accepts = [this](const Peer&) { return open.load(); };
    return made;
  }
  std::atomic<bool> open{true};
};

TEST(RevisitTest, ConnectionsThatAreRefusedByNowEndWhenRevisited) {
  Turnable filter;
  HttpWorld world{filter.setup()};
  RawConnection idle{world.client_reactor(), world.port()};
  RawConnection begun{world.client_reactor(), world.port()};
  ASSERT_EQ(status_of(idle.ask(kGetRequest)), 200);
  ASSERT_TRUE(begun.send("GET /hel"));
  world.service().server().revisit();
  EXPECT_EQ(status_of(idle.ask(kGetRequest)), 200);
  filter.open = false;
  world.service().server().revisit();
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_EQ(begun.read_to_end(), "");
  while (world.stats().open_now != 0) std::this_thread::yield();
}

TEST(RevisitTest, ACompleteRequestIsAnsweredBeforeItsConnectionIsCut) {
  Turnable filter;
  auto made = filter.setup();
  HttpWorld* running = nullptr;
  made.routes.push_back(public_route(Method::Get, "/close", Blocking{[&](const Request&) {
                                       filter.open = false;
                                       running->service().server().revisit();
                                       return text_response(200, "application/json", "{}");
                                     }}));
  HttpWorld world{std::move(made)};
  running = &world;
  RawConnection connection{world.client_reactor(), world.port()};
  ASSERT_TRUE(connection.send("GET /close HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  EXPECT_EQ(status_of(connection.read_response()), 200);
  EXPECT_EQ(connection.read_to_end(), "");
}

TEST(RevisitTest, AnEndlessAnswerToSomebodyRefusedIsCut) {
  Turnable filter;
  auto made = filter.setup();
  made.server.limits.dismissal_timeout = 1ms;
  made.routes.push_back(public_route(Method::Get, "/zeros", Quick{endless}));
  made.routes.back().gives = "*/*";
  HttpWorld world{std::move(made)};
  RawConnection connection{world.client_reactor(), world.port()};
  ASSERT_TRUE(connection.send("GET /zeros HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  ASSERT_NE(connection.read_some(), "");
  filter.open = false;
  world.service().server().revisit();
  while (!connection.read_some().empty()) {
  }
  while (world.stats().open_now != 0) std::this_thread::yield();
}

TEST(RevisitTest, AnAnswerMayEndItsConnection) {
  auto made = hello_setup();
  made.routes.push_back(quick("/last", [](const Request&) {
    auto response = text_response(200, "application/json", "{}");
    response.ends_connection = true;
    return response;
  }));
  HttpWorld world{std::move(made)};
  RawConnection connection{world.client_reactor(), world.port()};
  const auto answer = connection.ask("GET /last HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_EQ(connection.read_to_end(), "");
}

TEST(RevisitTest, ARequestKnowsWhenItsConnectionCame) {
  auto made = hello_setup();
  std::vector<base::SteadyTime> seen;
  made.routes.push_back(quick("/when", [&](const Request& request) {
    seen.push_back(request.connected);
    return text_response(200, "application/json", "{}");
  }));
  HttpWorld world{std::move(made)};
  constexpr std::string_view kWhen = "GET /when HTTP/1.1\r\nHost: localhost\r\n\r\n";
  RawConnection first{world.client_reactor(), world.port()};
  ASSERT_EQ(status_of(first.ask(kWhen)), 200);
  RawConnection second{world.client_reactor(), world.port()};
  ASSERT_EQ(status_of(second.ask(kWhen)), 200);
  ASSERT_EQ(status_of(first.ask(kWhen)), 200);
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_LT(seen[0], seen[1]);
  EXPECT_EQ(seen[0], seen[2]);
}

}  // namespace
}  // namespace http
