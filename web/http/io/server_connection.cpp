#include "web/http/io/server_connection.h"

#include <array>
#include <cstdio>
#include <utility>

#include "web/http/origin.h"
#include "web/http/problem.h"
#include "web/http/security_headers.h"

namespace http {
namespace {

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr std::size_t kPieceBytes = 128 * 1024;

std::string chunk_head(std::size_t size) {
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "%zx\r\n", size);
  return text.data();
}

}  // namespace

ServerConnection::ServerConnection(ConnectionContext context, std::shared_ptr<Stream> stream,
                                   Peer peer)
    : context_{context},
      stream_{std::move(stream)},
      peer_{peer},
      connected_{context.clock.steady()},
      answered_last_{connected_},
      timer_{context.reactor},
      dismissal_timer_{context.reactor},
      read_buffer_(kReadBytes) {}

void ServerConnection::start(bool overloaded, std::function<void()> on_end) {
  overloaded_ = overloaded;
  on_end_ = std::move(on_end);
  arm(context_.limits.handshake_timeout, &ServerConnection::on_timeout);
  stream_->handshake([self = shared_from_this()](IoStatus status) { self->on_handshake(status); });
}

void ServerConnection::on_handshake(IoStatus status) {
  if (ended_) return;
  if (status != IoStatus::Ok) {
    ++context_.stats.handshakes_failed;
    return end();
  }
  if (closing_) return close_politely();
  arm(context_.limits.header_timeout, &ServerConnection::on_timeout);
  read_more(&ServerConnection::on_head_bytes);
}

void ServerConnection::await_request() {
  if (closing_) return close_politely();
  idle_ = input_.empty();
  if (!idle_) {
    arm(context_.limits.header_timeout, &ServerConnection::on_header_timeout);
    return on_head_bytes();
  }
  arm(context_.limits.idle_timeout, &ServerConnection::close_politely);
  read_more(&ServerConnection::on_head_bytes);
}

void ServerConnection::read_more(void (ServerConnection::*next)()) {
  stream_->read_some(read_buffer_,
                     [self = shared_from_this(), next](IoStatus status, std::size_t count) {
                       if (self->ended_ || self->deaf_) return;
                       if (status != IoStatus::Ok) return self->end();
                       self->input_.append(base::as_text(self->read_buffer_).substr(0, count));
                       ((*self).*next)();
                     });
}

void ServerConnection::on_head_bytes() {
  if (idle_) {
    idle_ = false;
    arm(context_.limits.header_timeout, &ServerConnection::on_header_timeout);
  }
  const auto found = find_head_end(input_, context_.limits.head);
  if (const auto* refusal = std::get_if<HeadRefusal>(&found)) return refuse(*refusal);
  if (const auto end = std::get<0>(found)) return on_head(*end);
  read_more(&ServerConnection::on_head_bytes);
}

void ServerConnection::on_head(std::size_t head_bytes) {
  timer_.cancel();
  ++requests_;
  ++context_.stats.requests;
  ++exchange_;
  answered_ = false;
  request_ = std::make_shared<Request>();
  route_ = nullptr;
  auto parsed = parse_head(std::string_view{input_}.substr(0, head_bytes), context_.limits.head);
  input_.erase(0, head_bytes);
  if (const auto* refusal = std::get_if<HeadRefusal>(&parsed)) return refuse(*refusal);
  admit(std::get<RequestHead>(std::move(parsed)));
}

void ServerConnection::admit(RequestHead head) {
  if (!head.keep_alive || requests_ >= context_.limits.requests_per_connection_max) {
    closing_ = true;
  }
  upgrade_wanted_ = head.upgrade_websocket;
  request_->method = head.method;
  request_->target = std::move(head.target);
  request_->headers = std::move(head.headers);
  request_->body_bytes_declared = head.content_length;
  request_->peer = peer_;
  request_->connected = connected_;
  request_->tls = stream_->tls();
  request_->deadline = context_.clock.steady() + context_.limits.request_timeout;

  const bool host_known = host_is_allowed(head.host, context_.allowed_hosts);
  if (!host_known) return refuse({421, "unknown_host", "This server does not go by that name."});
  if (overloaded_) {
    closing_ = true;
    return respond(overloaded(context_.limits.retry_after));
  }
  auto admitted = context_.router.admit(*request_);
  if (auto* answer = std::get_if<Response>(&admitted)) {
    if (head.content_length > 0) closing_ = true;  // the body stays unread
    return respond(std::move(*answer));
  }
  route_ = std::get<const Route*>(admitted);
  if (head.content_length == 0) return dispatch();
  body_bytes_checked_ = 0;
  watch_body_rate();
  if (head.expect_continue && input_.empty()) {
    return write("HTTP/1.1 100 Continue\r\n\r\n", &ServerConnection::await_body);
  }
  on_body_bytes();
}

void ServerConnection::await_body() {
  read_more(&ServerConnection::on_body_bytes);
}

void ServerConnection::on_body_bytes() {
  const std::uint64_t wanted = request_->body_bytes_declared - request_->body.size();
  const std::size_t taken =
      static_cast<std::size_t>(std::min<std::uint64_t>(wanted, input_.size()));
  base::append(request_->body, base::as_bytes(std::string_view{input_}.substr(0, taken)));
  input_.erase(0, taken);
  if (request_->body.size() < request_->body_bytes_declared) return await_body();
  timer_.cancel();
  dispatch();
}

// Each interval must bring its share, so a slow body costs its sender a connection and not us.
void ServerConnection::watch_body_rate() {
  timer_.start(context_.limits.body_interval, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || self->ended_) return;
    const std::size_t received = self->request_->body.size();
    const std::size_t gained = received - self->body_bytes_checked_;
    if (gained < self->context_.limits.body_bytes_per_interval_min) {
      return self->on_header_timeout();
    }
    self->body_bytes_checked_ = received;
    self->watch_body_rate();
  });
}

void ServerConnection::dispatch() {
  complete_ = true;
  const Handler& handler = route_->handler;
  if (const auto* quick = std::get_if<Quick>(&handler)) {
    return respond(answer_safely(quick->answer, *request_));
  }
  if (const auto* upgrading = std::get_if<Upgrade>(&handler)) return upgrade(*upgrading);
  arm(context_.limits.request_timeout, &ServerConnection::on_request_timeout);
  if (const auto* blocking = std::get_if<Blocking>(&handler)) return dispatch_blocking(*blocking);
  std::get<Later>(handler).start(request_, make_responder());
}

void ServerConnection::dispatch_blocking(const Blocking& handler) {
  const bool accepted =
      context_.workers.try_submit([&handler, request = request_, responder = make_responder()] {
        responder.send(answer_safely(handler.answer, *request));
      });
  if (!accepted) respond(overloaded(context_.limits.retry_after));
}

Responder ServerConnection::make_responder() {
  return Responder{[weak = weak_from_this(), post = context_.reactor.poster(),
                    exchange = exchange_](Response response) {
    auto shared = std::make_shared<Response>(std::move(response));
    post([weak, exchange, shared = std::move(shared)] {
      const auto self = weak.lock();
      const bool wanted = self && !self->ended_ && self->exchange_ == exchange && !self->answered_;
      if (wanted) self->respond(std::move(*shared));
    });
  }};
}

void ServerConnection::upgrade(const Upgrade& handler) {
  const Headers& headers = request_->headers;
  if (!upgrade_wanted_ || headers.get("Sec-WebSocket-Version") != "13") {
    Response refusal = problem(426, "upgrade_required", "This operation is a WebSocket.");
    refusal.headers.set("Upgrade", "websocket");
    refusal.headers.set("Sec-WebSocket-Version", "13");
    return respond(std::move(refusal));
  }
  const auto key = base::from_base64(headers.get("Sec-WebSocket-Key"));
  if (request_->method != Method::Get || !key || key->size() != 16 || !input_.empty()) {
    return refuse({400, "malformed_upgrade", "The WebSocket handshake is broken."});
  }
  if (!is_same_origin(headers)) {
    closing_ = true;
    return respond(problem(403, "foreign_origin", "Another site's page may not open this."));
  }
  auto opened = handler.open(*request_);
  if (auto* refusal = std::get_if<Response>(&opened)) return respond(std::move(*refusal));
  timer_.cancel();
  websocket_ =
      WebSocketConnection::accept(context_.reactor, stream_, *request_, context_.limits.websocket);
  websocket_->start(std::get<0>(std::move(opened)), [self = shared_from_this()] { self->end(); });
}

void ServerConnection::refuse(const HeadRefusal& refusal) {
  ++context_.stats.malformed;
  closing_ = true;
  if (!request_) request_ = std::make_shared<Request>();
  respond(problem(refusal.status, refusal.code, refusal.detail));
}

void ServerConnection::respond(Response response) {
  answered_ = true;
  response_ = std::move(response);
  if (response_.ends_connection) closing_ = true;
  delivery_ = plan_delivery(*request_, response_);
  sent_ = 0;
  add_security_headers(response_);
  std::string head = response_head(response_, delivery_, !closing_, context_.clock.wall());
  const bool small = !response_.source && response_.body.size() <= kPieceBytes;
  if (delivery_.headers_only) return write(std::move(head), &ServerConnection::on_answered);
  if (small) {
    head += base::as_text(response_.body);
    return write(std::move(head), &ServerConnection::on_answered);
  }
  write(std::move(head), &ServerConnection::write_body);
}

void ServerConnection::write(std::string bytes, void (ServerConnection::*next)()) {
  output_ = std::move(bytes);
  writing_ = true;
  // A body that is still being received keeps its own watch; nothing else is being written then.
  if (answered_) arm(context_.limits.write_timeout, &ServerConnection::on_timeout);
  stream_->write(base::as_bytes(output_), [self = shared_from_this(), next](IoStatus status) {
    self->writing_ = false;
    if (self->ended_) return;
    if (status != IoStatus::Ok) return self->end();
    ((*self).*next)();
  });
}

void ServerConnection::write_body() {
  const bool complete = delivery_.length && sent_ == *delivery_.length;
  if (complete) return on_answered();
  if (response_.source) return pull_body();
  const std::size_t offset = static_cast<std::size_t>(sent_);
  const auto piece = base::ByteView{response_.body}.subspan(
      offset, std::min(kPieceBytes, response_.body.size() - offset));
  sent_ += piece.size();
  write(std::string{base::as_text(piece)}, &ServerConnection::write_body);
}

void ServerConnection::pull_body() {
  const std::uint64_t left = delivery_.length ? *delivery_.length - sent_ : kPieceBytes;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, kPieceBytes));
  arm(context_.limits.request_timeout, &ServerConnection::on_timeout);
  context_.workers.submit([weak = weak_from_this(), post = context_.reactor.poster(),
                           source = response_.source, offset = delivery_.first + sent_, wanted] {
    auto piece = std::make_shared<base::Result<base::Bytes>>(base::Bytes(wanted));
    const auto read = source->read(offset, **piece);
    if (read) {
      (*piece)->resize(std::min(*read, wanted));
    } else {
      *piece = read.error();
    }
    post([weak, piece = std::move(piece)] {
      const auto self = weak.lock();
      if (self && !self->ended_) self->on_pulled(std::move(*piece));
    });
  });
}

void ServerConnection::on_pulled(base::Result<base::Bytes> piece) {
  // Cut short, so that nobody takes what has arrived for the whole.
  const bool short_of_promise = piece && piece->empty() && delivery_.length;
  if (!piece || short_of_promise) return end();
  const std::string_view bytes = base::as_text(*piece);
  sent_ += bytes.size();
  if (delivery_.length) return write(std::string{bytes}, &ServerConnection::write_body);
  if (bytes.empty()) return write("0\r\n\r\n", &ServerConnection::on_answered);
  write(chunk_head(bytes.size()).append(bytes).append("\r\n"), &ServerConnection::write_body);
}

void ServerConnection::on_answered() {
  complete_ = false;
  answered_last_ = context_.clock.steady();
  response_ = {};
  request_.reset();
  output_ = {};
  await_request();
}

void ServerConnection::close_politely() {
  if (ended_) return;
  closing_ = true;
  deaf_ = true;
  idle_ = false;
  arm(context_.limits.linger_timeout, &ServerConnection::end);
  stream_->shutdown([self = shared_from_this()](IoStatus) { self->end(); });
}

void ServerConnection::finish_soon() {
  if (websocket_) return WebSocketSender{websocket_}.close(CloseCode::GoingAway);
  closing_ = true;
  if (idle_) close_politely();
}

std::optional<base::SteadyTime> ServerConnection::resting_since() const {
  if (request_ || websocket_) return std::nullopt;
  return answered_last_;
}

void ServerConnection::dismiss() {
  if (websocket_ || !complete_) return abort();
  closing_ = true;
  dismissal_timer_.start(context_.limits.dismissal_timeout, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->end();
  });
}

void ServerConnection::abort() {
  if (websocket_) return websocket_->abort();  // its session hears of it first, then we do
  end();
}

void ServerConnection::end() {
  if (ended_) return;
  ended_ = true;
  timer_.cancel();
  dismissal_timer_.cancel();
  stream_->close();
  if (on_end_) std::exchange(on_end_, {})();
}

void ServerConnection::arm(std::chrono::milliseconds time, void (ServerConnection::*on_expiry)()) {
  timer_.start(time, [weak = weak_from_this(), on_expiry] {
    const auto self = weak.lock();
    if (self && !self->ended_) ((*self).*on_expiry)();
  });
}

void ServerConnection::on_timeout() {
  ++context_.stats.timed_out;
  end();
}

void ServerConnection::on_header_timeout() {
  ++context_.stats.timed_out;
  if (writing_) return end();  // not even "100 Continue" is taken
  closing_ = true;
  deaf_ = true;
  if (!request_) request_ = std::make_shared<Request>();
  respond(problem(408, "request_timeout", "The request came too slowly."));
}

void ServerConnection::on_request_timeout() {
  ++context_.stats.timed_out;
  closing_ = true;
  respond(problem(504, "timeout", "It took too long."));
}

}  // namespace http
