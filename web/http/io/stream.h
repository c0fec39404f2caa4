// A connection as a stream of bytes, with or without TLS: what the protocol code is written
// against.
//
// Reactor's thread only. Each call completes once, later, never inside the call. One read and one
// write may be under way at once. Buffers outlive their call's completion. close() ends everything
// at once; calls under way then complete with Failed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/unique_fd.h"
#include "crypto/tls/tls_context.h"
#include "web/http/io/reactor.h"
#include "web/http/message.h"

namespace http {

enum class IoStatus { Ok, Closed, Failed };  // Closed: the peer ended in good order

class Stream {
 public:
  using Transferred = std::function<void(IoStatus, std::size_t)>;
  using Finished = std::function<void(IoStatus)>;

  virtual ~Stream() = default;
  virtual void handshake(Finished done) = 0;  // first, once
  virtual void read_some(std::span<std::uint8_t> out, Transferred done) = 0;
  virtual void write(base::ByteView bytes, Finished done) = 0;  // all of them
  virtual void shutdown(Finished done) = 0;                     // no more to write
  virtual void close() = 0;

  virtual std::shared_ptr<const crypto::TlsSession> tls() const = 0;  // null without TLS
  virtual std::string verification_failure() const = 0;  // why we refused the peer, if we did
};

// Each takes a connected, non-blocking socket; `reactor` outlives the stream.
base::Result<std::shared_ptr<Stream>> make_tls_server_stream(Reactor& reactor, base::UniqueFd fd,
                                                             const crypto::TlsContext& context);
base::Result<std::shared_ptr<Stream>> make_tls_client_stream(Reactor& reactor, base::UniqueFd fd,
                                                             const crypto::TlsContext& context,
                                                             const std::string& host);
base::Result<std::shared_ptr<Stream>> make_plain_stream(Reactor& reactor, base::UniqueFd fd);

}  // namespace http
