// The HTTPS server: listening sockets, connections, workers.
//
// A Router says what there is; everything a peer can do wrong ends here or in the parsers. There is
// no plain HTTP: bytes that are not TLS close the connection.
//
// listen() is called before the reactor runs. set_tls_context(), revisit(), shutdown() and stats()
// may be called from any thread. The reactor outlives the server; when the server goes, nobody runs
// the reactor any more. Responders and WebSocket senders may outlive both and then reach nobody.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/tls/tls_context.h"
#include "web/http/io/reactor.h"
#include "web/http/router.h"
#include "web/http/server_options.h"

namespace http {

class Server {
 public:
  Server(Reactor& reactor, const base::Clock& clock, Router router, crypto::TlsContext tls,
         ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Opens every endpoint or none. The kernel queues connections until the reactor runs.
  base::Result<void> listen();
  std::vector<Endpoint> endpoints() const;  // with the real ports, inherited ones too

  void set_tls_context(crypto::TlsContext tls);  // for connections yet to come (R109)

  // Asks ServerOptions::accepts again about every open connection and ends those it refuses by now:
  // at once, or after the answer to a request that was complete before.
  void revisit();

  // Stops accepting, lets requests in hand finish, closes WebSockets with 1001; after `patience`
  // cuts what is left. Calls `done` once, on the reactor's thread: true when nothing was cut.
  void shutdown(std::chrono::nanoseconds patience, std::function<void(bool)> done);

  ServerStats stats() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace http
