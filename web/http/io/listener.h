// A listening TCP socket: hands out connected sockets with the address of whoever connected.
//
// Reactor's thread only, except open() and the constructor's neighbours, which may be called before
// the reactor runs.
#pragma once

#include <functional>
#include <memory>

#include "base/result.h"
#include "base/unique_fd.h"
#include "web/http/io/reactor.h"
#include "web/http/message.h"
#include "web/http/server_options.h"

namespace http {

base::Result<base::UniqueFd> open_listening_socket(const Endpoint& endpoint);
base::Result<Endpoint> local_endpoint(int fd);

class Listener {
 public:
  using Accepted = std::function<void(base::UniqueFd, Peer)>;

  Listener(Reactor& reactor, base::UniqueFd fd, Accepted accepted);  // `reactor` outlives it
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void start();
  void close();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace http
