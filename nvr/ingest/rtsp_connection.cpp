#include "nvr/ingest/rtsp_connection.h"

#include <utility>

#include "nvr/ingest/read_pacer.h"
#include "web/http/io/connector.h"

namespace nvr {
namespace {

// A picture of 4 Mbit/s has 20 KB, so a paced read takes all there is at once.
constexpr std::size_t kInputBytes = std::size_t{64} * 1024;
constexpr std::chrono::milliseconds kAtOnce{1};

base::Result<crypto::TlsContext> camera_context(
    const std::optional<crypto::Fingerprint>& fingerprint) {
  crypto::TlsClientOptions options;
  options.protocols = {};
  if (fingerprint) options.pinned_certificates = {*fingerprint};
  options.any_certificate = !fingerprint;
  return crypto::TlsContext::client(options);
}

}  // namespace

RtspConnection::RtspConnection(http::Reactor& reactor, ReadPacer* pacer, Options options)
    : reactor_{reactor},
      pacer_{pacer},
      options_{std::move(options)},
      timer_{reactor},
      input_(kInputBytes) {}

void RtspConnection::open(Listener& listener) {
  listener_ = &listener;
  const auto self = shared_from_this();
  timer_.start(options_.connect_timeout, [weak = weak_from_this()] {
    if (const auto late = weak.lock()) late->end(IngestCode::Unreachable, "no connection in time");
  });
  http::connect_tcp(reactor_, options_.url.host, options_.url.port, options_.connect_timeout,
                    [self](base::Result<std::shared_ptr<http::ConnectedSocket>> connected) {
                      if (self->listener_ == nullptr) return;
                      if (!connected) {
                        return self->end(IngestCode::Unreachable, connected.error().message);
                      }
                      self->shake_hands(std::move((*connected)->fd));
                    });
}

void RtspConnection::shake_hands(base::UniqueFd socket) {
  base::Result<std::shared_ptr<http::Stream>> stream =
      base::Error{base::ErrorKind::Unavailable, {}};
  if (options_.url.tls) {
    auto context = camera_context(options_.fingerprint);
    if (!context) return end(IngestCode::Unsupported, context.error().message);
    tls_.emplace(*std::move(context));
    stream = http::make_tls_client_stream(reactor_, std::move(socket), *tls_, options_.url.host);
  } else {
    stream = http::make_plain_stream(reactor_, std::move(socket));
  }
  if (!stream) return end(IngestCode::Unreachable, stream.error().message);
  stream_ = *std::move(stream);
  stream_->handshake(
      [self = shared_from_this()](http::IoStatus status) { self->on_handshake(status); });
}

void RtspConnection::on_handshake(http::IoStatus status) {
  if (listener_ == nullptr) return;
  if (status != http::IoStatus::Ok) {
    const bool refused = options_.fingerprint && !stream_->verification_failure().empty();
    return refused ? end(IngestCode::CertificateChanged, "it shows another certificate")
                   : end(IngestCode::NotRtsp, "no TLS connection could be agreed");
  }
  timer_.cancel();
  read();
  listener_->on_open(stream_->tls().get());
}

void RtspConnection::read() {
  if (listener_ == nullptr) return;
  read_began_ = std::chrono::steady_clock::now();
  stream_->read_some(input_, [self = shared_from_this()](http::IoStatus status, std::size_t count) {
    self->on_read(status, count);
  });
}

void RtspConnection::on_read(http::IoStatus status, std::size_t count) {
  if (listener_ == nullptr) return;
  const auto self = shared_from_this();
  if (count > 0) deliver(base::ByteView{input_}.first(count));
  if (listener_ == nullptr) return;
  if (status == http::IoStatus::Closed) return end(IngestCode::Unreachable, "it hung up");
  if (status != http::IoStatus::Ok) return end(IngestCode::Unreachable, "the connection broke");
  if (eager_ || pacer_ == nullptr || !is_drained(count)) return read();
  read_due_ = true;
  pacer_->add(weak_from_this());
}

// Without TLS a short read took all there was. With TLS each read gives one record, so what comes
// at once is followed by another read, until one had to wait.
bool RtspConnection::is_drained(std::size_t count) const {
  if (!tls_) return count < input_.size();
  return std::chrono::steady_clock::now() - read_began_ > kAtOnce;
}

void RtspConnection::deliver(base::ByteView bytes) {
  parser_.push(bytes);
  while (listener_ != nullptr) {
    auto message = parser_.next();
    if (!message) {
      return heard_ ? end(IngestCode::Unreachable, "it broke the protocol")
                    : end(IngestCode::NotRtsp, "what answers does not speak RTSP");
    }
    if (!*message) return;
    heard_ = true;
    listener_->on_message(**std::move(message));
  }
}

void RtspConnection::set_eager(bool eager) {
  eager_ = eager;
  if (eager && std::exchange(read_due_, false)) read();
}

void RtspConnection::send(base::Bytes bytes) {
  if (listener_ == nullptr) return;
  if (waiting_.size() + bytes.size() > options_.output_bytes_max) {
    return end(IngestCode::Unreachable, "it does not read what we say");
  }
  base::append(waiting_, bytes);
  if (writing_.empty()) write_next();
}

void RtspConnection::write_next() {
  writing_ = std::exchange(waiting_, {});
  if (writing_.empty() || !stream_) return;
  stream_->write(writing_, [self = shared_from_this()](http::IoStatus status) {
    self->writing_.clear();
    if (self->listener_ == nullptr) return;
    if (status != http::IoStatus::Ok) {
      return self->end(IngestCode::Unreachable, "the connection broke");
    }
    self->write_next();
  });
}

void RtspConnection::close() {
  listener_ = nullptr;
  timer_.cancel();
  if (stream_) stream_->close();
}

void RtspConnection::end(IngestCode code, std::string detail) {
  Listener* const listener = listener_;
  const auto self = shared_from_this();
  close();
  if (listener != nullptr) listener->on_end({code, std::move(detail)});
}

}  // namespace nvr
