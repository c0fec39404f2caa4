// Goal: when more come than there is room for, those who ask are served and the others are told.

#include <gtest/gtest.h>

#include <future>

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

constexpr std::string_view kAsk = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr std::string_view kAskForLong = "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr std::string_view kAskAWorker = "GET /queue HTTP/1.1\r\nHost: localhost\r\n\r\n";

// A server that answers /hello at once, /queue by a worker, and /wait by one when it is released.
class CrowdTest : public testing::Test {
 protected:
  CrowdTest() {
    setup_.routes = {
        quick("/hello", [](const Request&) { return text_response(200, "text/plain", "hello"); }),
        public_route(Method::Get, "/queue",
                     Blocking{[](const Request&) { return empty_response(204); }}),
        public_route(Method::Get, "/wait", Blocking{[this](const Request&) {
                       busy_.set_value();
                       released_.wait();
                       return empty_response(204);
                     }})};
    for (Route& route : setup_.routes) route.gives = "*/*";
  }
  ServerLimits& limits() { return setup_.server.limits; }
  HttpWorld& start() { return world_.emplace(std::move(setup_)); }

  std::promise<void> busy_;
  std::promise<void> release_;

 private:
  std::shared_future<void> released_ = release_.get_future().share();
  HttpWorld::Setup setup_;
  std::optional<HttpWorld> world_;
};

// R209.
TEST_F(CrowdTest, OneAddressTakesOnlyItsShare) {
  limits().connections_per_address_max = 2;
  HttpWorld& world = start();
  const RawConnection first{world.client_reactor(), world.port()};
  const RawConnection second{world.client_reactor(), world.port()};
  const RawConnection third{world.client_reactor(), world.port()};
  EXPECT_TRUE(first.ok());
  EXPECT_TRUE(second.ok());
  EXPECT_FALSE(third.ok());
  EXPECT_EQ(world.stats().refused_by_limit, 1U);
}

// R209.
TEST_F(CrowdTest, WhoeverRestedLongestMakesRoom) {
  limits().connections_max = 2;
  HttpWorld& world = start();
  RawConnection worker{world.client_reactor(), world.port()};
  RawConnection idler{world.client_reactor(), world.port()};
  EXPECT_EQ(status_of(worker.ask(kAsk)), 200);  // later than the other one came
  RawConnection third{world.client_reactor(), world.port()};
  EXPECT_EQ(idler.read_some(), "");
  EXPECT_EQ(status_of(third.ask(kAsk)), 200);
  EXPECT_EQ(status_of(worker.ask(kAsk)), 200);
}

// R209.
TEST_F(CrowdTest, WhenAllAreBusyOthersAreToldWhenToComeAgain) {
  limits().connections_max = 1;
  HttpWorld& world = start();
  RawConnection first{world.client_reactor(), world.port()};
  ASSERT_TRUE(first.send(kAskForLong));
  busy_.get_future().wait();
  RawConnection second{world.client_reactor(), world.port()};
  const std::string answer = second.ask(kAsk);
  EXPECT_EQ(status_of(answer), 503);
  EXPECT_NE(answer.find("Retry-After: 5\r\n"), std::string::npos);
  release_.set_value();
  EXPECT_EQ(status_of(first.read_response()), 204);
}

TEST_F(CrowdTest, BusyWorkersAreAnswered503) {
  limits().worker_threads = 1;
  limits().worker_waiting_max = 1;
  HttpWorld& world = start();
  RawConnection running{world.client_reactor(), world.port()};
  RawConnection waiting{world.client_reactor(), world.port()};
  RawConnection refused{world.client_reactor(), world.port()};
  ASSERT_TRUE(running.send(kAskForLong));
  busy_.get_future().wait();
  ASSERT_TRUE(waiting.send(kAskAWorker));
  // Whichever of the two came second finds the queue full.
  ASSERT_TRUE(refused.send(kAskAWorker));
  const auto first_status =
      std::async(std::launch::async, [&] { return status_of(waiting.read_response()); });
  const auto second_status =
      std::async(std::launch::async, [&] { return status_of(refused.read_response()); });
  while (first_status.wait_for(1ms) != std::future_status::ready &&
         second_status.wait_for(1ms) != std::future_status::ready) {
  }
  release_.set_value();
  EXPECT_EQ(status_of(running.read_response()), 204);
}

}  // namespace
}  // namespace http
