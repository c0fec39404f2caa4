// An HTTPS client that trusts nobody it was not told to (R111, R171).
//
// Chain and host name, or a pinned key, are always verified; there is no switch for less. Redirects
// are handed to the caller, never followed. Every exchange has one time limit and one size limit
// and a connection of its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "crypto/tls/tls_context.h"
#include "web/http/io/reactor.h"
#include "web/http/message.h"
#include "web/http/response_parser.h"
#include "web/http/server_options.h"
#include "web/http/websocket.h"

namespace http {

struct ClientRequest {
  Method method = Method::Get;
  std::string host;  // a name or an IP address; IPv6 without brackets
  std::uint16_t port = 443;
  std::string target = "/";  // as it goes on the wire: encoded
  Headers headers;           // Host, Content-Length and Connection are the client's
  base::Bytes body;
};

class Client {
 public:
  struct Options {
    std::chrono::milliseconds timeout = std::chrono::seconds{30};  // of the whole exchange
    ResponseLimits response;
    WebSocketLimits websocket;
  };
  using Answered = std::function<void(base::Result<Response>)>;

  // `reactor` outlives the client and its exchanges.
  Client(Reactor& reactor, crypto::TlsContext tls, Options options);

  // For tests and for services on this machine: no TLS, and therefore loopback addresses only;
  // others are refused once connected, before a byte is sent.
  static Client without_tls_on_loopback(Reactor& reactor, Options options);

  // Any thread; `answered` is called once, on the reactor's thread. Denied: the peer is not whom
  // it should be, or does not accept our certificate.
  void send(ClientRequest request, Answered answered) const;

  // Waits for the answer; never on the reactor's own thread.
  base::Result<Response> call(ClientRequest request) const;

  // Opens a WebSocket; a failure is told to the session's on_close().
  void open_websocket(ClientRequest request, std::unique_ptr<WebSocketSession> session) const;

 private:
  Client(Reactor& reactor, std::optional<crypto::TlsContext> tls, Options options);

  Reactor& reactor_;
  std::optional<crypto::TlsContext> tls_;
  Options options_;
};

}  // namespace http
