// Serves feeds over RTSP, with TLS (RTSPS) or without: listens, admits connections, ends them.
//
// When all places are taken, the oldest connection that never passed the gate makes room, so that
// idle strangers cannot keep the owner out. Reactor's thread only, except the constructor and
// listen(), which come before the reactor runs, and set_tls_context() and revisit(), for any
// thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/tls/tls_context.h"
#include "rtsp/connection.h"
#include "rtsp/gate.h"
#include "rtsp/session.h"
#include "web/http/io/listener.h"
#include "web/http/io/reactor.h"
#include "web/http/server_options.h"

namespace rtsp {

struct ServerOptions {
  std::vector<http::Endpoint> endpoints;
  std::vector<base::UniqueFd> inherited;  // listening sockets
  // Called before TLS; false closes the connection without a byte. The host ACL.
  std::function<bool(const http::Peer&)> accepts;
  std::optional<crypto::TlsContext> tls;  // none: plain RTSP
  std::size_t connections_max = 128;
  ConnectionLimits limits;
  std::string product = "Custody";  // told in the Server field
};

class Server {
 public:
  // All outlive the server. `gate` may be null: then everybody may watch.
  Server(http::Reactor& reactor, const base::Clock& clock, base::IdSource& ids,
         const Mounts& mounts, Gate* gate, ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  base::Result<void> listen();                    // every endpoint or none
  std::vector<http::Endpoint> endpoints() const;  // with the real ports
  void set_tls_context(crypto::TlsContext tls);   // for connections yet to come (R109)
  void revisit();                                 // ends what ServerOptions::accepts refuses by now
  void close();                                   // ends everything
  std::size_t connections() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace rtsp
