// Goal: WebSockets carry messages both ways, only for our own pages, within limits, to a clean end.

#include "web/http/websocket.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/support/http_world.h"
#include "web/http/problem.h"

namespace http {
namespace {

using namespace std::chrono_literals;
using test_support::HttpWorld;
using test_support::public_route;
using test_support::RawConnection;
using test_support::status_of;

// Sends back what it gets.
class EchoSession : public WebSocketSession {
 public:
  explicit EchoSession(std::promise<CloseCode>* closed = nullptr) : closed_{closed} {}
  void on_open(WebSocketSender sender) override { sender_ = std::move(sender); }
  void on_text(std::string_view text) override { sender_->send(text_message(text)); }
  void on_binary(base::ByteView bytes) override {
    sender_->send(binary_message({bytes.begin(), bytes.end()}));
  }
  void on_close(CloseCode code) override {
    if (closed_ != nullptr) closed_->set_value(code);
  }

 private:
  std::optional<WebSocketSender> sender_;
  std::promise<CloseCode>* closed_;
};

// Keeps what happens where the test can wait for it, and outlives both.
struct Seen {
  std::promise<WebSocketSender> opened;
  std::promise<std::string> text;
  std::promise<base::Bytes> binary;
  std::promise<CloseCode> closed;
};

class WatchingSession : public WebSocketSession {
 public:
  explicit WatchingSession(std::shared_ptr<Seen> seen) : seen_{std::move(seen)} {}
  void on_open(WebSocketSender sender) override { seen_->opened.set_value(std::move(sender)); }
  void on_text(std::string_view text) override { seen_->text.set_value(std::string{text}); }
  void on_binary(base::ByteView bytes) override {
    seen_->binary.set_value({bytes.begin(), bytes.end()});
  }
  void on_close(CloseCode code) override { seen_->closed.set_value(code); }

 private:
  std::shared_ptr<Seen> seen_;
};

HttpWorld::Setup echo_setup(std::promise<CloseCode>* closed = nullptr) {
  HttpWorld::Setup made;
  made.routes.push_back(public_route(
      Method::Get, "/api/v1/ws/echo",
      Upgrade{
          [closed](const Request&) -> std::variant<std::unique_ptr<WebSocketSession>, Response> {
            return std::make_unique<EchoSession>(closed);
          }}));
  made.routes.push_back(public_route(
      Method::Get, "/api/v1/ws/refused",
      Upgrade{[](const Request&) -> std::variant<std::unique_ptr<WebSocketSession>, Response> {
        return problem(409, "no_such_stream", "There is no such stream.");
      }}));
  return made;
}

std::string upgrade_request(std::string_view fields = "", std::string_view path = "echo") {
  return "GET /api/v1/ws/" + std::string{path} +
         " HTTP/1.1\r\nHost: localhost:8443\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
         std::string{fields} + "\r\n";
}

TEST(WebSocketTest, EchoesTextAndBytes) {
  HttpWorld world{echo_setup()};
  const auto seen = std::make_shared<Seen>();
  world.client().open_websocket(world.request("/api/v1/ws/echo"),
                                std::make_unique<WatchingSession>(seen));
  const auto sender = seen->opened.get_future().get();
  EXPECT_EQ(sender.send(text_message("grüezi")), WebSocketSender::Outcome::Queued);
  EXPECT_EQ(seen->text.get_future().get(), "grüezi");
  base::Bytes bytes(60'000, 7);
  EXPECT_EQ(sender.send(binary_message(bytes)), WebSocketSender::Outcome::Queued);
  EXPECT_EQ(seen->binary.get_future().get(), bytes);
  sender.close(CloseCode::Normal);
  EXPECT_EQ(seen->closed.get_future().get(), CloseCode::Normal);
}

TEST(WebSocketTest, ForeignPagesAreRefused) {
  HttpWorld world{echo_setup()};
  for (const char* origin :
       {"https://evil.example", "null", "http://localhost:8443", "https://localhost"}) {
    RawConnection raw{world.client_reactor(), world.port()};
    const std::string answer = raw.ask(upgrade_request("Origin: " + std::string{origin} + "\r\n"));
    EXPECT_EQ(status_of(answer), 403) << origin;
  }
  RawConnection raw{world.client_reactor(), world.port()};
  const std::string answer = raw.ask(upgrade_request("Origin: https://localhost:8443\r\n"));
  EXPECT_EQ(status_of(answer), 101);
  EXPECT_EQ(answer.find("Server:"), std::string::npos);
  EXPECT_NE(answer.find("ICX+Yqv66kxgM0FcWaLWlFLwTAI="), std::string::npos) << answer;
  EXPECT_NE(answer.find("X-Content-Type-Options: nosniff"), std::string::npos);
}

TEST(WebSocketTest, OrdinaryAndBrokenRequestsAreToldSo) {
  HttpWorld world{echo_setup()};
  RawConnection plain{world.client_reactor(), world.port()};
  EXPECT_EQ(status_of(plain.ask("GET /api/v1/ws/echo HTTP/1.1\r\nHost: localhost\r\n\r\n")), 426);
  RawConnection bad_key{world.client_reactor(), world.port()};
  EXPECT_EQ(status_of(bad_key.ask(
                "GET /api/v1/ws/echo HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\n"
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n\r\n")),
            400);
  RawConnection refused{world.client_reactor(), world.port()};
  EXPECT_EQ(status_of(refused.ask(upgrade_request("", "refused"))), 409);
  RawConnection early{world.client_reactor(), world.port()};
  EXPECT_EQ(status_of(early.ask(upgrade_request() + "early frame")), 400);
}

TEST(WebSocketTest, WithoutPermissionThereIsNoWebSocket) {
  auto made = echo_setup();
  made.routes[0].access = Access::needs(Permission{"view-live"});
  HttpWorld world{std::move(made)};
  RawConnection raw{world.client_reactor(), world.port()};
  EXPECT_EQ(status_of(raw.ask(upgrade_request())), 403);
}

TEST(WebSocketTest, MessagesBeyondTheLimitCloseWith1009) {
  std::promise<CloseCode> server_closed;
  auto made = echo_setup(&server_closed);
  made.server.limits.websocket.message_bytes_max = 1000;
  HttpWorld world{std::move(made)};
  const auto seen = std::make_shared<Seen>();
  world.client().open_websocket(world.request("/api/v1/ws/echo"),
                                std::make_unique<WatchingSession>(seen));
  const auto sender = seen->opened.get_future().get();
  sender.send(binary_message(base::Bytes(1000, 1)));
  EXPECT_EQ(seen->binary.get_future().get().size(), 1000U);
  sender.send(binary_message(base::Bytes(1001, 1)));
  EXPECT_EQ(seen->closed.get_future().get(), CloseCode::MessageTooBig);
}

TEST(WebSocketTest, AFullQueueIsToldToTheSenderAndCostsNothing) {
  HttpWorld world{echo_setup()};
  Client::Options options;
  options.websocket.queued_bytes_max = 100'000;
  const auto seen = std::make_shared<Seen>();
  world.client(options).open_websocket(world.request("/api/v1/ws/echo"),
                                       std::make_unique<WatchingSession>(seen));
  const auto sender = seen->opened.get_future().get();
  EXPECT_EQ(sender.send(binary_message(base::Bytes(100'001, 1))),
            WebSocketSender::Outcome::QueueFull);
  EXPECT_EQ(sender.queued_bytes(), 0U);
  EXPECT_EQ(sender.send(text_message("still open")), WebSocketSender::Outcome::Queued);
  EXPECT_EQ(seen->text.get_future().get(), "still open");
}

TEST(WebSocketTest, SendersOutliveTheirConnection) {
  HttpWorld world{echo_setup()};
  const auto seen = std::make_shared<Seen>();
  world.client().open_websocket(world.request("/api/v1/ws/echo"),
                                std::make_unique<WatchingSession>(seen));
  const auto sender = seen->opened.get_future().get();
  sender.close(CloseCode::Normal);
  seen->closed.get_future().get();
  while (sender.send(text_message("late")) != WebSocketSender::Outcome::Closed) {
    std::this_thread::yield();
  }
}

TEST(WebSocketTest, ManyThreadsMaySendAtOnce) {
  class CountingSession : public WatchingSession {
   public:
    CountingSession(std::shared_ptr<Seen> seen, std::promise<void>& all)
        : WatchingSession{std::move(seen)}, all_{all} {}
    void on_binary(base::ByteView) override {
      if (++count_ == 400) all_.set_value();
    }

   private:
    std::promise<void>& all_;
    int count_ = 0;
  };
  HttpWorld world{echo_setup()};
  const auto seen = std::make_shared<Seen>();
  std::promise<void> all;
  world.client().open_websocket(world.request("/api/v1/ws/echo"),
                                std::make_unique<CountingSession>(seen, all));
  const auto sender = seen->opened.get_future().get();
  const auto message = binary_message(base::Bytes(1000, 1));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 100; ++n) {
        while (sender.send(message) != WebSocketSender::Outcome::Queued) std::this_thread::yield();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  all.get_future().wait();
}

TEST(WebSocketTest, SilentPeersArePingedAndDeadOnesClosed) {
  std::promise<CloseCode> server_closed;
  auto made = echo_setup(&server_closed);
  made.server.limits.websocket.idle_timeout = 200ms;
  HttpWorld world{std::move(made)};
  RawConnection raw{world.client_reactor(), world.port()};
  ASSERT_EQ(status_of(raw.ask(upgrade_request())), 101);
  const std::string ping = raw.read_some();
  ASSERT_FALSE(ping.empty());
  EXPECT_EQ(static_cast<unsigned char>(ping[0]), 0x89);  // a final ping frame, never answered
  EXPECT_EQ(server_closed.get_future().get(), CloseCode::Lost);
}

TEST(WebSocketTest, ShutdownSaysGoingAway) {
  HttpWorld world{echo_setup()};
  const auto seen = std::make_shared<Seen>();
  world.client().open_websocket(world.request("/api/v1/ws/echo"),
                                std::make_unique<WatchingSession>(seen));
  seen->opened.get_future().get();
  EXPECT_TRUE(world.stop(30s));
  EXPECT_EQ(seen->closed.get_future().get(), CloseCode::GoingAway);
}

TEST(WebSocketTest, AConnectionThatCannotBeMadeIsLost) {
  HttpWorld world{echo_setup()};
  const auto seen = std::make_shared<Seen>();
  world.client().open_websocket(world.request("/api/v1/ws/unknown"),
                                std::make_unique<WatchingSession>(seen));
  EXPECT_EQ(seen->closed.get_future().get(), CloseCode::Lost);
}

TEST(WebSocketTest, OneWhosePeerIsRefusedByNowIsCutWhenRevisited) {
  std::promise<CloseCode> closed;
  auto made = echo_setup(&closed);
  std::atomic<bool> open = true;
  made.server.accepts = [&](const Peer&) { return open.load(); };
  HttpWorld world{std::move(made)};
  const auto seen = std::make_shared<Seen>();
  world.client().open_websocket(world.request("/api/v1/ws/echo"),
                                std::make_unique<WatchingSession>(seen));
  (void)seen->opened.get_future().get();
  open = false;
  world.service().server().revisit();
  EXPECT_EQ(closed.get_future().get(), CloseCode::Lost);
  EXPECT_EQ(seen->closed.get_future().get(), CloseCode::Lost);
}

}  // namespace
}  // namespace http
