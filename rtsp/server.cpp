#include "rtsp/server.h"

#include <algorithm>
#include <set>
#include <utility>

namespace rtsp {

struct Server::State : std::enable_shared_from_this<Server::State> {
  State(http::Reactor& the_reactor, const base::Clock& the_clock, base::IdSource& the_ids,
        const Mounts& the_mounts, Gate* the_gate, ServerOptions the_options)
      : reactor{the_reactor},
        clock{the_clock},
        ids{the_ids},
        mounts{the_mounts},
        gate{the_gate},
        options{std::move(the_options)} {}

  base::Result<void> listen();
  void on_accepted(base::UniqueFd fd, const http::Peer& peer);
  bool make_room();
  void revisit();

  http::Reactor& reactor;
  const base::Clock& clock;
  base::IdSource& ids;
  const Mounts& mounts;
  Gate* gate;
  ServerOptions options;
  std::vector<std::unique_ptr<http::Listener>> listeners;
  std::vector<http::Endpoint> endpoints;
  std::set<std::shared_ptr<Connection>> connections;
};

base::Result<void> Server::State::listen() {
  std::vector<base::UniqueFd> sockets;
  std::swap(sockets, options.inherited);
  for (const auto& endpoint : options.endpoints) {
    ASSIGN_OR_RETURN(base::UniqueFd socket, http::open_listening_socket(endpoint));
    sockets.push_back(std::move(socket));
  }
  for (const base::UniqueFd& socket : sockets) {
    ASSIGN_OR_RETURN(http::Endpoint endpoint, http::local_endpoint(socket.get()));
    endpoints.push_back(std::move(endpoint));
  }
  for (base::UniqueFd& socket : sockets) {
    listeners.push_back(std::make_unique<http::Listener>(
        reactor, std::move(socket),
        [this](base::UniqueFd fd, const http::Peer& peer) { on_accepted(std::move(fd), peer); }));
    listeners.back()->start();
  }
  return {};
}

// Whoever is closed here leaves the set a moment later, so a flood is refused for that moment.
bool Server::State::make_room() {
  if (connections.size() < options.connections_max) return true;
  std::shared_ptr<Connection> oldest;
  for (const auto& connection : connections) {
    if (connection->known()) continue;
    if (!oldest || connection->opened() < oldest->opened()) oldest = connection;
  }
  if (!oldest) return false;
  connections.erase(oldest);
  oldest->close();
  return true;
}

void Server::State::on_accepted(base::UniqueFd fd, const http::Peer& peer) {
  if (options.accepts && !options.accepts(peer)) return;
  if (!make_room()) return;
  auto stream = options.tls ? http::make_tls_server_stream(reactor, std::move(fd), *options.tls)
                            : http::make_plain_stream(reactor, std::move(fd));
  if (!stream) return;  // no memory for one more: the peer sees a closed connection
  const Connection::Context context{reactor,        clock,          ids, mounts, gate,
                                    options.limits, options.product};
  auto connection = std::make_shared<Connection>(context, *std::move(stream), peer);
  connections.insert(connection);
  connection->start([weak_state = weak_from_this(), weak = std::weak_ptr{connection}] {
    const auto state = weak_state.lock();
    const auto ended = weak.lock();
    if (state && ended) state->connections.erase(ended);
  });
}

void Server::State::revisit() {
  if (!options.accepts) return;
  std::erase_if(connections, [this](const std::shared_ptr<Connection>& connection) {
    const bool refused = !options.accepts(connection->peer());
    if (refused) connection->close();  // which tells its end only later
    return refused;
  });
}

Server::Server(http::Reactor& reactor, const base::Clock& clock, base::IdSource& ids,
               const Mounts& mounts, Gate* gate, ServerOptions options)
    : state_{std::make_shared<State>(reactor, clock, ids, mounts, gate, std::move(options))} {}

Server::~Server() {
  close();
}

base::Result<void> Server::listen() {
  return state_->listen();
}

std::vector<http::Endpoint> Server::endpoints() const {
  return state_->endpoints;
}

void Server::set_tls_context(crypto::TlsContext tls) {
  state_->reactor.post([state = state_, tls = std::move(tls)] { state->options.tls = tls; });
}

void Server::revisit() {
  state_->reactor.post([state = state_] { state->revisit(); });
}

void Server::close() {
  state_->listeners.clear();
  const auto open = std::exchange(state_->connections, {});
  for (const auto& connection : open) connection->close();
}

std::size_t Server::connections() const {
  return state_->connections.size();
}

}  // namespace rtsp
