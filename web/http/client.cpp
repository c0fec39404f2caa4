#include "web/http/client.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <future>
#include <utility>

#include "web/http/io/connector.h"
#include "web/http/io/stream.h"
#include "web/http/io/websocket_connection.h"

namespace http {
namespace {

base::Error client_error(base::ErrorKind kind, std::string what) {
  return {kind, std::move(what)};
}

bool is_loopback(const Peer& peer) {
  constexpr std::array<std::uint8_t, 16> kIpv6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return peer.address == kIpv6 || (peer.is_ipv4() && peer.address[12] == 127);
}

std::string authority(const ClientRequest& request) {
  const bool v6 = request.host.find(':') != std::string::npos;
  std::string text = v6 ? "[" + request.host + "]" : request.host;
  if (request.port != 443) text += ":" + std::to_string(request.port);
  return text;
}

bool is_sendable(const ClientRequest& request) {
  return request.target.starts_with('/') &&
         std::ranges::all_of(request.target, [](char c) { return c > 0x20 && c < 0x7f; });
}

std::string request_bytes(const ClientRequest& request) {
  std::string bytes{to_string(request.method)};
  bytes += " " + request.target + " HTTP/1.1\r\nHost: " + authority(request) +
           "\r\nConnection: close\r\n";
  for (const auto& [name, value] : request.headers) bytes += name + ": " + value + "\r\n";
  const bool has_body = !request.body.empty() || request.method == Method::Post ||
                        request.method == Method::Put || request.method == Method::Patch;
  if (has_body) bytes += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  bytes += "\r\n";
  bytes += base::as_text(request.body);
  return bytes;
}

using Ready = std::function<void(base::Result<std::shared_ptr<Stream>>)>;

// Connects, and with TLS proves who answers. Tells `ready` once.
class Dial : public std::enable_shared_from_this<Dial> {
 public:
  Dial(Reactor& reactor, std::optional<crypto::TlsContext> tls, std::string host, Ready ready)
      : reactor_{reactor},
        tls_{std::move(tls)},
        host_{std::move(host)},
        ready_{std::move(ready)},
        timer_{reactor} {}

  void start(std::uint16_t port, std::chrono::milliseconds timeout) {
    timer_.start(timeout, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      if (self->stream_) self->stream_->close();
      self->finish(client_error(base::ErrorKind::Timeout, "no answer in time"));
    });
    connect_tcp(reactor_, host_, port, timeout, [self = shared_from_this()](auto connected) {
      self->on_connected(std::move(connected));
    });
  }

 private:
  void on_connected(base::Result<std::shared_ptr<ConnectedSocket>> connected) {
    if (!connected) return finish(std::move(connected).error());
    auto& [fd, peer] = **connected;
    if (!tls_ && !is_loopback(peer)) {
      return finish(
          client_error(base::ErrorKind::Denied, "without TLS only this machine is reached"));
    }
    auto stream = tls_ ? make_tls_client_stream(reactor_, std::move(fd), *tls_, host_)
                       : make_plain_stream(reactor_, std::move(fd));
    if (!stream) return finish(std::move(stream).error());
    stream_ = *std::move(stream);
    stream_->handshake([self = shared_from_this()](IoStatus status) {
      if (status == IoStatus::Ok) return self->finish(self->stream_);
      const std::string why = self->stream_->verification_failure();
      self->finish(why.empty() ? client_error(base::ErrorKind::Unavailable, "TLS handshake failed")
                               : client_error(base::ErrorKind::Denied, "peer not trusted: " + why));
    });
  }

  void finish(base::Result<std::shared_ptr<Stream>> result) {
    timer_.cancel();
    if (ready_) std::exchange(ready_, {})(std::move(result));
  }

  Reactor& reactor_;
  std::optional<crypto::TlsContext> tls_;
  std::string host_;
  Ready ready_;
  Timer timer_;
  std::shared_ptr<Stream> stream_;
};

// One request and its response on a stream of its own.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(Reactor& reactor, const ClientRequest& request, const ResponseLimits& limits,
           Client::Answered answered)
      : output_{request_bytes(request)},
        parser_{request.method, limits},
        answered_{std::move(answered)},
        timer_{reactor} {}

  void start(std::shared_ptr<Stream> stream, std::chrono::milliseconds timeout) {
    stream_ = std::move(stream);
    timer_.start(timeout, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) {
        self->finish(client_error(base::ErrorKind::Timeout, "no answer in time"));
      }
    });
    // A server may refuse before it has taken the whole body, so its answer is read either way.
    stream_->write(base::as_bytes(output_), [self = shared_from_this()](IoStatus) {});
    read();
  }

 private:
  void read() {
    stream_->read_some(buffer_, [self = shared_from_this()](IoStatus status, std::size_t count) {
      if (self->answered_) self->on_read(status, count);
    });
  }

  void on_read(IoStatus status, std::size_t count) {
    if (status == IoStatus::Failed) {
      return finish(
          client_error(base::ErrorKind::Unavailable, "connection lost, or refused by the peer"));
    }
    const auto complete = status == IoStatus::Closed
                              ? parser_.feed_end()
                              : parser_.feed(base::ByteView{buffer_}.first(count));
    if (!complete) return finish(complete.error());
    if (*complete) return finish(parser_.take());
    if (status == IoStatus::Closed) {
      return finish(client_error(base::ErrorKind::Corrupt, "response was cut short"));
    }
    read();
  }

  void finish(base::Result<Response> result) {
    if (!answered_) return;
    timer_.cancel();
    stream_->close();
    std::exchange(answered_, {})(std::move(result));
  }

  std::string output_;
  ResponseParser parser_;
  Client::Answered answered_;
  Timer timer_;
  std::shared_ptr<Stream> stream_;
  std::array<std::uint8_t, 16384> buffer_{};
};

}  // namespace

Client::Client(Reactor& reactor, crypto::TlsContext tls, Options options)
    : Client{reactor, std::optional{std::move(tls)}, options} {}

Client::Client(Reactor& reactor, std::optional<crypto::TlsContext> tls, Options options)
    : reactor_{reactor}, tls_{std::move(tls)}, options_{options} {}

Client Client::without_tls_on_loopback(Reactor& reactor, Options options) {
  return Client{reactor, std::nullopt, options};
}

void Client::send(ClientRequest request, Answered answered) const {
  reactor_.post([&reactor = reactor_, tls = tls_, options = options_, request = std::move(request),
                 answered = std::move(answered)] {
    if (!is_sendable(request)) {
      return answered(client_error(base::ErrorKind::InvalidInput, "request target is not encoded"));
    }
    const auto exchange = std::make_shared<Exchange>(reactor, request, options.response, answered);
    const auto started = std::chrono::steady_clock::now();
    const auto dial = std::make_shared<Dial>(
        reactor, tls, request.host,
        [exchange, answered, started, timeout = options.timeout](auto stream) {
          if (!stream) return answered(std::move(stream).error());
          const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::steady_clock::now() - started);
          exchange->start(*stream, timeout - spent);
        });
    dial->start(request.port, options.timeout);
  });
}

base::Result<Response> Client::call(ClientRequest request) const {
  assert(!reactor_.on_own_thread());
  const auto promise = std::make_shared<std::promise<base::Result<Response>>>();
  auto answer = promise->get_future();
  send(std::move(request),
       [promise](base::Result<Response> result) { promise->set_value(std::move(result)); });
  return answer.get();
}

void Client::open_websocket(ClientRequest request,
                            std::unique_ptr<WebSocketSession> session) const {
  const auto shared = std::make_shared<std::unique_ptr<WebSocketSession>>(std::move(session));
  reactor_.post(
      [&reactor = reactor_, tls = tls_, options = options_, request = std::move(request), shared] {
        const auto dial = std::make_shared<Dial>(
            reactor, tls, request.host, [&reactor, options, request, shared](auto stream) {
              if (!stream) return (*shared)->on_close(CloseCode::Lost);
              WebSocketConnection::connect(reactor, *stream, authority(request), request.target,
                                           request.headers, options.websocket)
                  ->start(std::move(*shared), [] {});
            });
        dial->start(request.port, options.timeout);
      });
}

}  // namespace http
