// WebSockets as handlers see them (RFC 6455): messages in, messages out, one session a connection.
//
// A session's calls come from the reactor's thread, never two at once, and must not block. A
// sender is a handle: copy it, keep it, call it from any thread, even after the connection is gone.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/bytes.h"

namespace http {

// Immutable, so that one message can be on its way to many viewers at once.
struct WebSocketMessage {
  enum class Kind { Text, Binary };
  Kind kind = Kind::Binary;
  base::Bytes bytes;
};

std::shared_ptr<const WebSocketMessage> text_message(std::string_view text);
std::shared_ptr<const WebSocketMessage> binary_message(base::Bytes bytes);

// RFC 6455 section 7.4.1.
enum class CloseCode : std::uint16_t {
  Normal = 1000,
  GoingAway = 1001,
  ProtocolError = 1002,
  PolicyViolation = 1008,
  MessageTooBig = 1009,
  InternalError = 1011,
  TryAgainLater = 1013,
  Lost = 1006  // never sent: the connection ended without a word
};

class WebSocketSender {
 public:
  // QueueFull: nothing was queued. What to do (drop, wait for the next key frame, close) is the
  // sender's decision, because only it knows what its messages are worth.
  enum class Outcome { Queued, QueueFull, Closed };

  // The connection's side; implemented in io/.
  class Channel {
   public:
    virtual ~Channel() = default;
    virtual Outcome send(std::shared_ptr<const WebSocketMessage> message) = 0;
    virtual std::size_t queued_bytes() const = 0;
    virtual void close(CloseCode code) = 0;
  };

  explicit WebSocketSender(std::weak_ptr<Channel> channel) : channel_{std::move(channel)} {}

  Outcome send(std::shared_ptr<const WebSocketMessage> message) const;
  std::size_t queued_bytes() const;  // accepted and not yet handed to the network
  void close(CloseCode code) const;  // after what is queued

 private:
  std::weak_ptr<Channel> channel_;
};

class WebSocketSession {
 public:
  virtual ~WebSocketSession() = default;
  virtual void on_open(WebSocketSender sender) = 0;
  virtual void on_text(std::string_view text) = 0;  // valid UTF-8
  virtual void on_binary(base::ByteView bytes) = 0;
  virtual void on_close(CloseCode code) = 0;  // the last call, exactly once
};

}  // namespace http
