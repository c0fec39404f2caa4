#include "web/http/server.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "web/http/io/listener.h"
#include "web/http/io/server_connection.h"
#include "web/http/io/worker_pool.h"

namespace http {
namespace {

// Who counts as one: an IPv4 address, or the /64 that one IPv6 subscriber gets.
std::array<std::uint8_t, 16> counted_as(const Peer& peer) {
  auto key = peer.address;
  if (!peer.is_ipv4()) std::fill(key.begin() + 8, key.end(), std::uint8_t{0});
  return key;
}

}  // namespace

struct Server::State : std::enable_shared_from_this<Server::State> {
  State(Reactor& the_reactor, const base::Clock& the_clock, Router the_router,
        crypto::TlsContext context, ServerOptions the_options)
      : reactor{the_reactor},
        clock{the_clock},
        router{std::move(the_router)},
        tls{std::move(context)},
        options{std::move(the_options)},
        shutdown_timer{the_reactor},
        workers{std::make_unique<WorkerPool>(options.limits.worker_threads,
                                             options.limits.worker_waiting_max)} {}

  base::Result<void> listen();
  void on_accepted(base::UniqueFd fd, const Peer& peer);
  bool has_room_for(const Peer& peer) const;
  void make_room();
  void on_ended(const std::shared_ptr<ServerConnection>& connection, const Peer& peer);
  void revisit();
  void shutdown(std::chrono::nanoseconds patience, std::function<void(bool)> done);
  void finish_shutdown();

  Reactor& reactor;
  const base::Clock& clock;
  const Router router;
  crypto::TlsContext tls;
  ServerOptions options;
  ServerCounters counters;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::vector<Endpoint> endpoints;
  std::set<std::shared_ptr<ServerConnection>> connections;
  std::map<std::array<std::uint8_t, 16>, std::size_t> per_address;
  Timer shutdown_timer;
  std::function<void(bool)> on_shutdown;
  bool cut = false;
  std::unique_ptr<WorkerPool> workers;
};

base::Result<void> Server::State::listen() {
  std::vector<base::UniqueFd> sockets;
  std::swap(sockets, options.inherited);
  for (const Endpoint& endpoint : options.endpoints) {
    ASSIGN_OR_RETURN(base::UniqueFd socket, open_listening_socket(endpoint));
    sockets.push_back(std::move(socket));
  }
  for (const base::UniqueFd& socket : sockets) {
    ASSIGN_OR_RETURN(Endpoint endpoint, local_endpoint(socket.get()));
    endpoints.push_back(std::move(endpoint));
  }
  for (base::UniqueFd& socket : sockets) {
    listeners.push_back(std::make_unique<Listener>(
        reactor, std::move(socket),
        [this](base::UniqueFd fd, const Peer& peer) { on_accepted(std::move(fd), peer); }));
    listeners.back()->start();
  }
  return {};
}

bool Server::State::has_room_for(const Peer& peer) const {
  const auto from_there = per_address.find(counted_as(peer));
  const std::size_t count = from_there == per_address.end() ? 0 : from_there->second;
  return connections.size() < 2 * options.limits.connections_max &&
         count < options.limits.connections_per_address_max;
}

// Strangers who hold connections and ask for nothing would otherwise keep everybody out.
void Server::State::make_room() {
  std::shared_ptr<ServerConnection> rested_longest;
  auto since = base::SteadyTime::max();
  for (const auto& connection : connections) {
    const auto resting = connection->resting_since();
    if (!resting || *resting >= since) continue;
    since = *resting;
    rested_longest = connection;
  }
  if (rested_longest) rested_longest->abort();
}

void Server::State::on_accepted(base::UniqueFd fd, const Peer& peer) {
  ++counters.accepted;
  if (options.accepts && !options.accepts(peer)) {
    ++counters.refused_by_filter;
    return;
  }
  if (!has_room_for(peer)) {
    ++counters.refused_by_limit;
    return;
  }
  if (connections.size() >= options.limits.connections_max) make_room();
  auto stream = make_tls_server_stream(reactor, std::move(fd), tls);
  if (!stream) return;  // no memory for one more: the peer sees a closed connection
  const ConnectionContext context{
      reactor, *workers, clock, router, options.limits, options.allowed_hosts, counters};
  const auto connection = std::make_shared<ServerConnection>(context, *std::move(stream), peer);
  const bool overloaded = connections.size() >= options.limits.connections_max;
  connections.insert(connection);
  ++per_address[counted_as(peer)];
  counters.open_now = connections.size();
  connection->start(overloaded, [this, weak = std::weak_ptr{connection}, peer] {
    if (const auto ended = weak.lock()) on_ended(ended, peer);
  });
}

void Server::State::on_ended(const std::shared_ptr<ServerConnection>& connection,
                             const Peer& peer) {
  connections.erase(connection);
  counters.open_now = connections.size();
  const auto from_there = per_address.find(counted_as(peer));
  if (--from_there->second == 0) per_address.erase(from_there);
  if (on_shutdown && connections.empty()) finish_shutdown();
}

void Server::State::revisit() {
  if (!options.accepts) return;
  const auto open = connections;  // dismiss() takes connections out of the set
  for (const auto& connection : open) {
    if (options.accepts(connection->peer())) continue;
    ++counters.refused_by_filter;
    connection->dismiss();
  }
}

void Server::State::shutdown(std::chrono::nanoseconds patience, std::function<void(bool)> done) {
  for (const auto& listener : listeners) listener->close();
  on_shutdown = std::move(done);
  if (connections.empty()) return finish_shutdown();
  shutdown_timer.start(patience, [this] {
    cut = true;
    const auto left = connections;  // abort() takes connections out of the set
    for (const auto& connection : left) connection->abort();
  });
  const auto open = connections;
  for (const auto& connection : open) connection->finish_soon();
}

void Server::State::finish_shutdown() {
  shutdown_timer.cancel();
  std::exchange(on_shutdown, {})(!cut);
}

Server::Server(Reactor& reactor, const base::Clock& clock, Router router, crypto::TlsContext tls,
               ServerOptions options)
    : state_{std::make_shared<State>(reactor, clock, std::move(router), std::move(tls),
                                     std::move(options))} {}

Server::~Server() {
  state_->listeners.clear();
  state_->workers.reset();  // first: its threads use everything else
}

base::Result<void> Server::listen() {
  return state_->listen();
}

std::vector<Endpoint> Server::endpoints() const {
  return state_->endpoints;
}

void Server::set_tls_context(crypto::TlsContext tls) {
  state_->reactor.post([state = state_, tls = std::move(tls)] { state->tls = tls; });
}

void Server::revisit() {
  state_->reactor.post([state = state_] { state->revisit(); });
}

void Server::shutdown(std::chrono::nanoseconds patience, std::function<void(bool)> done) {
  state_->reactor.post([state = state_, patience, done = std::move(done)]() mutable {
    state->shutdown(patience, std::move(done));
  });
}

ServerStats Server::stats() const {
  const ServerCounters& now = state_->counters;
  return {now.accepted, now.refused_by_filter, now.refused_by_limit, now.handshakes_failed,
          now.requests, now.malformed,         now.timed_out,        now.open_now};
}

}  // namespace http
