#include "tests/support/http_world.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <future>
#include <stdexcept>
#include <utility>

#include "crypto/tls/tls_session.h"
#include "web/http/io/connector.h"

namespace test_support {
namespace {

using http::IoStatus;

// Calls `start` on the reactor's thread with a function that takes the result.
template <typename T>
T wait_for(http::Reactor& reactor, std::function<void(std::function<void(T)>)> start) {
  const auto promise = std::make_shared<std::promise<T>>();
  auto result = promise->get_future();
  reactor.post([start = std::move(start), promise] {
    start([promise](T value) { promise->set_value(std::move(value)); });
  });
  return result.get();
}

}  // namespace

crypto::TlsContext server_context(const Identity& identity) {
  crypto::TlsServerOptions options;
  options.chain = {identity.certificate, test_pki().intermediate.certificate};
  return crypto::TlsContext::server(identity.key, options).value();
}

crypto::TlsContext client_context() {
  crypto::TlsClientOptions options;
  options.trust.roots = test_pki().roots();
  options.trust.crls = test_pki().crls();
  return crypto::TlsContext::client(options).value();
}

HttpWorld::HttpWorld(Setup setup) {
  setup.server.endpoints.push_back({"127.0.0.1", 0});
  auto tls = setup.tls ? *setup.tls : server_context(test_pki().server);
  service_ = std::make_unique<http::Service>(
      reactor_, clock_, http::Router{std::move(setup.routes), std::move(setup.router)},
      std::move(tls), std::move(setup.server));
  if (auto started = service_->start(); !started) {
    throw std::runtime_error{started.error().message};
  }
}

HttpWorld::~HttpWorld() {
  if (!stopped_) (void)stop(std::chrono::milliseconds{0});
}

base::Result<void> HttpWorld::stop(std::chrono::milliseconds patience) {
  stopped_ = true;
  return service_->stop(clock_.steady() + patience);
}

http::Client HttpWorld::client(http::Client::Options options) {
  return http::Client{client_reactor(), client_context(), options};
}

http::ClientRequest HttpWorld::request(std::string target, http::Method method) {
  http::ClientRequest request;
  request.method = method;
  request.host = "localhost";
  request.port = port();
  request.target = std::move(target);
  return request;
}

base::Result<http::Response> HttpWorld::get(std::string target) {
  return client().call(request(std::move(target)));
}

base::UniqueFd connect_from(const std::string& address, std::uint16_t port) {
  base::UniqueFd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in from{};
  from.sin_family = AF_INET;
  ::inet_pton(AF_INET, address.c_str(), &from.sin_addr);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0 ||
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    return {};
  }
  return socket;
}

RawConnection::RawConnection(http::Reactor& reactor, std::uint16_t port,
                             const crypto::TlsContext& context, const std::string& host)
    : reactor_{reactor} {
  using Connected = base::Result<std::shared_ptr<http::ConnectedSocket>>;
  auto connected = wait_for<Connected>(reactor, [&](std::function<void(Connected)> done) {
    http::connect_tcp(reactor, "127.0.0.1", port, std::chrono::seconds{10}, std::move(done));
  });
  if (connected) shake_hands(std::move((*connected)->fd), context, host);
}

RawConnection::RawConnection(http::Reactor& reactor, base::UniqueFd socket,
                             const crypto::TlsContext& context, const std::string& host)
    : reactor_{reactor} {
  if (socket) shake_hands(std::move(socket), context, host);
}

void RawConnection::shake_hands(base::UniqueFd socket, const crypto::TlsContext& context,
                                const std::string& host) {
  stream_ = http::make_tls_client_stream(reactor_, std::move(socket), context, host).value();
  const auto status = wait_for<IoStatus>(reactor_, [this](std::function<void(IoStatus)> done) {
    stream_->handshake(std::move(done));
  });
  if (status != IoStatus::Ok) close();
}

RawConnection::~RawConnection() {
  close();
}

void RawConnection::close() {
  if (!stream_) return;
  (void)wait_for<bool>(reactor_, [this](const std::function<void(bool)>& done) {
    stream_->close();
    done(true);
  });
  stream_.reset();
}

bool RawConnection::send(std::string_view bytes) {
  const std::string copy{bytes};
  return wait_for<IoStatus>(reactor_, [&](std::function<void(IoStatus)> done) {
           stream_->write(base::as_bytes(copy), std::move(done));
         }) == IoStatus::Ok;
}

std::string RawConnection::read_some() {
  std::array<std::uint8_t, 65536> buffer{};
  const auto count =
      wait_for<std::size_t>(reactor_, [&](const std::function<void(std::size_t)>& done) {
        stream_->read_some(buffer, [done](IoStatus, std::size_t got) { done(got); });
      });
  return std::string{base::as_text(base::ByteView{buffer}.first(count))};
}

std::string RawConnection::read_to_end() {
  std::string all = std::exchange(received_, {});
  while (true) {
    const std::string more = read_some();
    if (more.empty()) return all;
    all += more;
  }
}

std::string RawConnection::read_response() {
  constexpr std::string_view kLength = "Content-Length: ";
  while (true) {
    const auto end = received_.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto at = received_.substr(0, end).find(kLength);
      std::size_t length = 0;
      if (at != std::string::npos) {
        const char* digits = received_.data() + at + kLength.size();
        std::from_chars(digits, received_.data() + end, length);
      }
      if (received_.size() >= end + 4 + length) {
        std::string response = received_.substr(0, end + 4 + length);
        received_.erase(0, response.size());
        return response;
      }
    }
    const std::string more = read_some();
    if (more.empty()) return std::exchange(received_, {});
    received_ += more;
  }
}

http::Route public_route(http::Method method, std::string path, http::Handler handler) {
  std::string operation = std::string{http::to_string(method)} + path;
  return {.method = method,
          .path = std::move(path),
          .operation_id = std::move(operation),
          .access = http::Access::open_to_all(),
          .handler = std::move(handler)};
}

http::Route quick(std::string path, std::function<http::Response(const http::Request&)> answer) {
  return public_route(http::Method::Get, std::move(path), http::Quick{std::move(answer)});
}

int status_of(std::string_view raw_response) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  int status = 0;
  if (!raw_response.starts_with(kVersion)) return 0;
  raw_response.remove_prefix(kVersion.size());
  std::from_chars(raw_response.data(), raw_response.data() + raw_response.size(), status);
  return status;
}

}  // namespace test_support
