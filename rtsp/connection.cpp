#include "rtsp/connection.h"

#include <utility>

namespace rtsp {
namespace {

constexpr std::chrono::seconds kWatchInterval{1};

}  // namespace

Connection::Connection(const Context& context, std::shared_ptr<http::Stream> stream,
                       const http::Peer& peer)
    : context_{context},
      stream_{std::move(stream)},
      peer_{peer},
      parser_{context.limits.request},
      session_{context.mounts, *this, context.ids},
      watch_timer_{context.reactor},
      delay_timer_{context.reactor},
      opened_{context.clock.steady()},
      heard_{opened_} {}

void Connection::start(std::function<void()> ended) {
  ended_ = std::move(ended);
  watch();
  stream_->handshake([self = shared_from_this()](http::IoStatus status) {
    if (status != http::IoStatus::Ok) return self->close();
    self->shaken_ = true;
    self->heard_ = self->context_.clock.steady();
    self->read();
  });
}

void Connection::close() {
  if (std::exchange(closed_, true)) return;
  session_.end();
  context_.reactor.post([self = shared_from_this()] { self->ended_(); });
  watch_timer_.cancel();
  delay_timer_.cancel();
  stream_->close();
}

void Connection::watch() {
  if (overdue(context_.clock.steady())) return close();
  if (passed_ && !context_.gate->still_passes(*passed_)) return close();
  watch_timer_.start(kWatchInterval, [this] { watch(); });
}

bool Connection::overdue(base::SteadyTime now) const {
  const ConnectionLimits& limits = context_.limits;
  if (!shaken_) return now - opened_ > limits.handshake_timeout;
  if (!writing_.empty() && now - write_began_ > limits.write_timeout) return true;
  if (!known()) return now - opened_ > limits.stranger_timeout;
  return now - heard_ > limits.silence_timeout;
}

void Connection::read() {
  if (reading_ || closed_ || finishing_ || delayed_ || !shaken_) return;
  if (answers_bytes_ > context_.limits.answers_bytes_max) return;  // goes on when they are written
  reading_ = true;
  stream_->read_some(input_, [self = shared_from_this()](http::IoStatus status, std::size_t count) {
    self->on_read(status, count);
  });
}

void Connection::on_read(http::IoStatus status, std::size_t count) {
  reading_ = false;
  if (closed_) return;
  if (status != http::IoStatus::Ok) return close();
  parser_.push(base::ByteView{input_}.first(count));
  take_messages();
}

void Connection::take_messages() {
  while (!closed_ && !finishing_ && !delayed_) {
    auto message = parser_.next();
    if (!message) return finish_after(400);
    if (!*message) break;
    heard_ = context_.clock.steady();
    if (!take(**message)) return;
  }
  read();
}

bool Connection::take(const media::RtspMessage& message) {
  if (const auto* request = std::get_if<media::RtspRequest>(&message)) {
    take_request(*request);
    return !delayed_ && !finishing_;
  }
  // Receivers report inside the connection, which also keeps the session alive. Nobody asked
  // anything that could be answered, though.
  const auto* packet = std::get_if<media::RtspInterleaved>(&message);
  if (packet != nullptr && known() && session_.owns_channel(packet->channel)) return true;
  finish_after(400);
  return false;
}

void Connection::take_request(const media::RtspRequest& request) {
  if (context_.gate == nullptr) return answer(request);
  const auto delay = context_.gate->delay(peer_, request);
  if (delay <= std::chrono::nanoseconds{0}) return answer(request);
  delayed_ = true;
  delay_timer_.start(delay, [self = shared_from_this(), request] {
    if (self->closed_) return;
    self->delayed_ = false;
    self->answer(request);
    self->take_messages();
  });
}

void Connection::answer(const media::RtspRequest& request) {
  if (context_.gate != nullptr) {
    auto decision = context_.gate->check(peer_, request);
    if (decision.verdict != Gate::Verdict::Pass) return refuse(request, decision);
    passed_ = std::move(decision);
  }
  send(session_.answer(request));
  session_.start_flow();
}

void Connection::refuse(const media::RtspRequest& request, const Gate::Decision& decision) {
  media::RtspResponse response;
  response.status = 401;
  const auto sequence = request.headers.get("CSeq");
  response.headers.add("CSeq", sequence.substr(0, 16));
  for (const auto& challenge : decision.challenges) {
    response.headers.add("WWW-Authenticate", challenge);
  }
  if (decision.verdict == Gate::Verdict::Denied) ++denials_;
  send(std::move(response));
  if (denials_ >= context_.limits.denials_max) finishing_ = true;
}

void Connection::send(media::RtspResponse response) {
  response.headers.add("Server", context_.user_agent);
  const auto bytes = media::write_rtsp(response);
  answers_bytes_ += bytes.size();
  base::append(queued_, bytes);
  flush();
}

void Connection::finish_after(int status) {
  media::RtspResponse response;
  response.status = status;
  finishing_ = true;
  send(std::move(response));
}

void Connection::flush() {
  if (!writing_.empty() || queued_.empty() || closed_) return;
  std::swap(writing_, queued_);
  queued_.clear();
  answers_bytes_ = 0;
  write_began_ = context_.clock.steady();
  stream_->write(writing_,
                 [self = shared_from_this()](http::IoStatus status) { self->on_written(status); });
}

void Connection::on_written(http::IoStatus status) {
  writing_.clear();
  if (closed_) return;
  if (status != http::IoStatus::Ok) return close();
  if (!queued_.empty()) {
    flush();
  } else if (finishing_) {
    return close();
  }
  read();
}

void Connection::receive(const std::shared_ptr<const Unit>& unit) {
  if (closed_ || finishing_ || !playout_) return;
  playout_->take(*unit, queued_.size(), queued_);
  flush();
}

void Connection::on_play(const Feed& feed, const std::map<std::size_t, Playout::Channels>& tracks) {
  playout_.emplace(feed, tracks, context_.limits.playout);
}

void Connection::on_pause() {
  playout_.reset();
}

}  // namespace rtsp
