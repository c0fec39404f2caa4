#include "web/http/io/websocket_connection.h"

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <optional>
#include <utility>

#include "web/http/io/stream_layer.h"
#include "web/http/security_headers.h"

namespace http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

using ErrorCode = boost::system::error_code;
using UpgradeRequest = beast::http::request<beast::http::empty_body>;

// Never compressed: a secret next to chosen text must not leak by length.
using WebSocket = websocket::stream<StreamLayer, false>;

UpgradeRequest to_beast(const Request& request) {
  UpgradeRequest out{beast::http::verb::get, "/", 11};
  for (const auto& [name, value] : request.headers) out.insert(name, value);
  out.erase(beast::http::field::expect);
  return out;
}

CloseCode close_code(const websocket::close_reason& reason) {
  const bool said = reason.code != websocket::close_code::none;
  return said ? static_cast<CloseCode>(reason.code) : CloseCode::Lost;
}

class BeastWebSocket final : public WebSocketConnection,
                             public std::enable_shared_from_this<BeastWebSocket> {
 public:
  using Outcome = WebSocketSender::Outcome;

  BeastWebSocket(Reactor& reactor, std::shared_ptr<Stream> stream, const WebSocketLimits& limits,
                 beast::role_type role)
      : post_{reactor.poster()},
        stream_{std::move(stream)},
        limits_{limits},
        socket_{reactor.native(), stream_, role == beast::role_type::server} {
    websocket::stream_base::timeout timeout{};
    timeout.handshake_timeout = limits.handshake_timeout;
    timeout.idle_timeout = limits.idle_timeout;
    timeout.keep_alive_pings = true;
    socket_.set_option(timeout);
    socket_.read_message_max(limits.message_bytes_max);
    socket_.auto_fragment(false);
  }

  void start(std::unique_ptr<WebSocketSession> session, std::function<void()> on_end) override {
    session_ = std::move(session);
    on_end_ = std::move(on_end);
    auto opened = [self = shared_from_this()](ErrorCode error) { self->on_opened(error); };
    if (!host_.empty()) {
      socket_.set_option(
          websocket::stream_base::decorator([headers = headers_](websocket::request_type& request) {
            for (const auto& [name, value] : headers) request.set(name, value);
          }));
      socket_.async_handshake(host_, target_, std::move(opened));
      return;
    }
    socket_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      Response defaults;
      add_security_headers(defaults);
      for (const auto& [name, value] : defaults.headers) response.set(name, value);
      response.set(beast::http::field::server, "");  // StreamLayer takes it out
    }));
    socket_.async_accept(request_, std::move(opened));
  }

  Outcome send(std::shared_ptr<const WebSocketMessage> message) override {
    if (closed_.load()) return Outcome::Closed;
    const std::size_t size = message->bytes.size() + kQueueEntryBytes;
    if (queued_.fetch_add(size) + size > limits_.queued_bytes_max) {
      queued_.fetch_sub(size);
      return Outcome::QueueFull;
    }
    post_([self = shared_from_this(), message = std::move(message)]() mutable {
      self->waiting_.push_back(std::move(message));
      self->write_next();
    });
    return Outcome::Queued;
  }
  std::size_t queued_bytes() const override { return queued_.load(); }

  void close(CloseCode code) override {
    post_([self = shared_from_this(), code] {
      if (!self->close_wanted_) self->close_wanted_ = code;
      self->write_next();
    });
  }

  void abort() override { stream_->close(); }

  void prepare_accept(UpgradeRequest request) { request_ = std::move(request); }
  void prepare_connect(std::string host, std::string target, Headers headers) {
    host_ = std::move(host);
    target_ = std::move(target);
    headers_ = std::move(headers);
  }

 private:
  // Counted with each message, so that empty ones cannot fill the memory either.
  static constexpr std::size_t kQueueEntryBytes = 64;

  void on_opened(ErrorCode error) {
    if (error) return end();
    open_ = true;
    session_->on_open(WebSocketSender{weak_from_this()});
    write_next();
    read_next();
  }

  void read_next() {
    socket_.async_read(buffer_, [self = shared_from_this()](ErrorCode error, std::size_t) {
      self->on_read(error);
    });
  }

  void on_read(ErrorCode error) {
    if (error) return end();
    const auto data = buffer_.data();
    const base::ByteView bytes{static_cast<const std::uint8_t*>(data.data()), data.size()};
    if (socket_.got_text()) {
      session_->on_text(base::as_text(bytes));
    } else {
      session_->on_binary(bytes);
    }
    buffer_.consume(buffer_.size());
    read_next();
  }

  void write_next() {
    if (!open_ || writing_ || close_sent_) return;
    if (waiting_.empty()) {
      if (close_wanted_) send_close();
      return;
    }
    writing_ = true;
    const auto& message = *waiting_.front();
    socket_.text(message.kind == WebSocketMessage::Kind::Text);
    socket_.async_write(
        asio::buffer(message.bytes.data(), message.bytes.size()),
        [self = shared_from_this()](ErrorCode error, std::size_t) { self->on_written(error); });
  }

  void on_written(ErrorCode error) {
    writing_ = false;
    queued_.fetch_sub(waiting_.front()->bytes.size() + kQueueEntryBytes);
    waiting_.pop_front();
    if (!error) write_next();  // the pending read reports the error
  }

  void send_close() {
    close_sent_ = true;
    socket_.async_close(static_cast<websocket::close_code>(*close_wanted_),
                        [self = shared_from_this()](ErrorCode) { self->end(); });
  }

  void end() {
    if (ended_) return;
    ended_ = true;
    open_ = false;
    closed_.store(true);
    stream_->close();
    const CloseCode code = close_code(socket_.reason());
    session_->on_close(close_sent_ && code == CloseCode::Lost ? *close_wanted_ : code);
    if (on_end_) std::exchange(on_end_, {})();
  }

  Reactor::Poster post_;
  std::shared_ptr<Stream> stream_;
  WebSocketLimits limits_;
  WebSocket socket_;
  UpgradeRequest request_;
  std::string host_;  // only of a client
  std::string target_;
  Headers headers_;
  std::unique_ptr<WebSocketSession> session_;
  std::function<void()> on_end_;

  beast::flat_buffer buffer_;
  std::deque<std::shared_ptr<const WebSocketMessage>> waiting_;
  std::atomic<std::size_t> queued_ = 0;
  std::atomic<bool> closed_ = false;
  std::optional<CloseCode> close_wanted_;
  bool open_ = false;
  bool writing_ = false;
  bool close_sent_ = false;
  bool ended_ = false;
};

}  // namespace

std::shared_ptr<WebSocketConnection> WebSocketConnection::accept(Reactor& reactor,
                                                                 std::shared_ptr<Stream> stream,
                                                                 const Request& request,
                                                                 const WebSocketLimits& limits) {
  auto connection = std::make_shared<BeastWebSocket>(reactor, std::move(stream), limits,
                                                     beast::role_type::server);
  connection->prepare_accept(to_beast(request));
  return connection;
}

std::shared_ptr<WebSocketConnection> WebSocketConnection::connect(
    Reactor& reactor, std::shared_ptr<Stream> stream, const std::string& host,
    const std::string& target, const Headers& headers, const WebSocketLimits& limits) {
  auto connection = std::make_shared<BeastWebSocket>(reactor, std::move(stream), limits,
                                                     beast::role_type::client);
  connection->prepare_connect(host, target, headers);
  return connection;
}

}  // namespace http
