// An open WebSocket on a stream, for servers and clients alike; Beast speaks the protocol.
//
// Everything but the sender's calls is on the reactor's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "web/http/io/reactor.h"
#include "web/http/io/stream.h"
#include "web/http/message.h"
#include "web/http/server_options.h"
#include "web/http/websocket.h"

namespace http {

class WebSocketConnection : public WebSocketSender::Channel {
 public:
  // Answers the upgrade `request`, whose head was read from `stream` and found in order.
  static std::shared_ptr<WebSocketConnection> accept(Reactor& reactor,
                                                     std::shared_ptr<Stream> stream,
                                                     const Request& request,
                                                     const WebSocketLimits& limits);
  // Asks for an upgrade on a stream whose handshake is done.
  static std::shared_ptr<WebSocketConnection> connect(
      Reactor& reactor, std::shared_ptr<Stream> stream, const std::string& host,
      const std::string& target, const Headers& headers, const WebSocketLimits& limits);

  // `on_end` is called once, after the session's on_close().
  virtual void start(std::unique_ptr<WebSocketSession> session, std::function<void()> on_end) = 0;
  virtual void abort() = 0;
};

}  // namespace http
