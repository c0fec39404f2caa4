// A real HTTPS server and clients on loopback, with the test PKI and limits short enough to wait
// for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "tests/support/test_pki.h"
#include "web/http/client.h"
#include "web/http/io/stream.h"
#include "web/http/service.h"

namespace test_support {

crypto::TlsContext server_context(const Identity& identity);
crypto::TlsContext client_context();  // trusts the test root, checks its CRLs

// Runs the clients' side of a test.
class ClientThread {
 public:
  ClientThread() : thread_{[this] { reactor_.run(); }} {}
  ~ClientThread() {
    reactor_.stop();
    thread_.join();
  }
  http::Reactor& reactor() { return reactor_; }

 private:
  http::Reactor reactor_;
  std::thread thread_;
};

class HttpWorld {
 public:
  struct Setup {
    std::vector<http::Route> routes;
    http::Router::Options router;
    http::ServerOptions server;  // endpoints are added: 127.0.0.1, any port
    std::optional<crypto::TlsContext> tls;
  };

  explicit HttpWorld(Setup setup);
  ~HttpWorld();

  std::uint16_t port() { return service_->server().endpoints().at(0).port; }
  http::Service& service() { return *service_; }
  http::ServerStats stats() { return service_->server().stats(); }
  http::Reactor& client_reactor() { return client_thread_.reactor(); }
  base::Result<void> stop(std::chrono::milliseconds patience);

  http::Client client(http::Client::Options options = {});
  http::ClientRequest request(std::string target, http::Method method = http::Method::Get);
  base::Result<http::Response> get(std::string target);

 private:
  base::RealClock clock_;
  http::Reactor reactor_;
  ClientThread client_thread_;
  std::unique_ptr<http::Service> service_;
  bool stopped_ = false;
};

// A socket from one address of loopback, "127.0.0.2", to 127.0.0.1; invalid when it is refused.
base::UniqueFd connect_from(const std::string& address, std::uint16_t port);

// A TLS connection for saying exactly these bytes and seeing exactly what comes back.
class RawConnection {
 public:
  // Connects and shakes hands; check ok().
  RawConnection(http::Reactor& reactor, std::uint16_t port,
                const crypto::TlsContext& context = client_context(),
                const std::string& host = "localhost");
  // Over a connected socket.
  RawConnection(http::Reactor& reactor, base::UniqueFd socket, const crypto::TlsContext& context,
                const std::string& host);
  ~RawConnection();

  bool ok() const { return stream_ != nullptr; }
  bool send(std::string_view bytes);
  std::string read_some();      // empty: ended, in whatever way
  std::string read_to_end();    // until the server ends it
  std::string read_response();  // one with Content-Length
  std::string ask(std::string_view bytes) { return send(bytes) ? read_response() : ""; }
  void close();

  std::shared_ptr<const crypto::TlsSession> tls() const { return stream_->tls(); }

 private:
  void shake_hands(base::UniqueFd socket, const crypto::TlsContext& context,
                   const std::string& host);

  http::Reactor& reactor_;
  std::shared_ptr<http::Stream> stream_;
  std::string received_;
};

// Routes in few words.
http::Route public_route(http::Method method, std::string path, http::Handler handler);
http::Route quick(std::string path, std::function<http::Response(const http::Request&)> answer);

int status_of(std::string_view raw_response);  // 0 when it is none

}  // namespace test_support
