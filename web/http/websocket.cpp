#include "web/http/websocket.h"

#include <utility>

namespace http {

std::shared_ptr<const WebSocketMessage> text_message(std::string_view text) {
  return std::make_shared<WebSocketMessage>(
      WebSocketMessage{WebSocketMessage::Kind::Text, base::to_bytes(text)});
}

std::shared_ptr<const WebSocketMessage> binary_message(base::Bytes bytes) {
  return std::make_shared<WebSocketMessage>(
      WebSocketMessage{WebSocketMessage::Kind::Binary, std::move(bytes)});
}

WebSocketSender::Outcome WebSocketSender::send(
    std::shared_ptr<const WebSocketMessage> message) const {
  const auto channel = channel_.lock();
  return channel ? channel->send(std::move(message)) : Outcome::Closed;
}

std::size_t WebSocketSender::queued_bytes() const {
  const auto channel = channel_.lock();
  return channel ? channel->queued_bytes() : 0;
}

void WebSocketSender::close(CloseCode code) const {
  if (const auto channel = channel_.lock()) channel->close(code);
}

}  // namespace http
