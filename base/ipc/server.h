// The listening side: admits peers by who they are and answers their requests by verb.
//
// Default deny: a peer is refused unless `admit` says yes, a verb is refused unless it has a
// handler and its own `admit`, if it has one, says yes. Everything a peer can fill is bounded, and
// a peer that breaks the protocol, sleeps too long or does not read what it subscribed to is told
// why, cut off and logged (H2xx). Runs in the thread of its EventLoop, and every call is made
// there. The bytes: docs/design/control-protocol.md. The other side: client.h.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/ipc/connection.h"
#include "base/ipc/event_loop.h"
#include "base/ipc/listener.h"
#include "base/log/logger.h"

namespace base::ipc {

using ConnectionId = std::uint64_t;

// Where the answer to a request goes; may be kept and used later, from the loop's thread.
struct ReplyTo {
  ConnectionId connection = 0;
  std::uint64_t id = 0;
};

// The handler's own: it may move the body and the descriptors out.
struct Request {
  ReplyTo reply_to;
  PeerCredentials peer;
  std::string verb;
  Payload payload;
};

using Admit = std::function<bool(const PeerCredentials&)>;

Admit only_uids(std::vector<uid_t> uids);

class Server {
 public:
  using Handler = std::function<Result<Reply>(Request)>;
  using LateHandler = std::function<void(Request)>;
  using OnClosed = std::function<void(ConnectionId)>;

  struct Options {
    std::string name;  // for the log: which of our sockets this is
    Connection::Options connection{};
    std::size_t connections_max = 64;
    std::size_t connections_per_uid_max = 32;
    // Requests of one connection that are not answered yet; further ones wait in the socket.
    std::size_t requests_max = 64;
    // Without a message, an open request or a subscription. Zero: for ever.
    std::chrono::nanoseconds idle_max = std::chrono::minutes{10};
    // How long a peer that is being cut off may take to read why.
    std::chrono::nanoseconds farewell_max = std::chrono::seconds{5};
  };

  // `loop` and what `logger` writes to outlive the server.
  Server(EventLoop& loop, Listener listener, Options options, Logger logger, Admit admit);
  ~Server();
  Server(Server&&) = delete;

  // Before the loop runs. A verb has one handler; `admit` narrows who may use it.
  void handle(std::string verb, Handler handler, Admit admit = {});
  // For an answer that is not ready at once: the handler keeps `reply_to` and somebody calls
  // answer() with it, once, or the peer's request stays open until its own timeout.
  void handle_later(std::string verb, LateHandler handler, Admit admit = {});

  // Ignored when the connection is gone or the request was answered before. A reply that breaks a
  // limit becomes an error for the peer.
  void answer(ReplyTo to, Result<Reply> result);

  // Events for `to` may follow, so its connection does not count as idle any more.
  void subscribe(ReplyTo to);
  // NotFound: the connection is gone. Unavailable: the subscriber did not read, and is now being
  // cut off. InvalidInput: the event breaks a limit.
  Result<void> push(ReplyTo to, std::string event, Payload payload);
  // Called when a connection is over, for whatever reason, so that its subscriptions and reply_to
  // can be dropped. From the loop, never from within another call.
  void on_closed(OnClosed on_closed) { on_closed_ = std::move(on_closed); }

  std::size_t connections() const { return peers_.size(); }

 private:
  struct Peer {
    Peer(UniqueFd socket, const Connection::Options& options, const PeerCredentials& who)
        : connection{std::move(socket), options}, credentials{who} {}

    Connection connection;
    PeerCredentials credentials;
    EventLoop::WatchId watch = 0;
    std::optional<EventLoop::TimerId> timer{};       // idle, or farewell when leaving
    std::optional<EventLoop::TimerId> pump_timer{};  // an answer made room
    SteadyTime heard{};                              // last request or answer
    std::deque<Message> inbox{};                     // read, waiting for its turn
    std::set<std::uint64_t> open{};                  // requests not answered
    bool subscribed = false;
    bool leaving = false;  // told why, and no longer listened to
    bool pumping = false;
  };
  struct Verb {
    LateHandler handler;
    Admit admit;
  };

  void accept_some();
  void pause_accepting();
  Result<void> check_admission(const PeerCredentials& who) const;
  void refuse(UniqueFd socket, const PeerCredentials& who, const Error& why);
  void welcome(UniqueFd socket, const PeerCredentials& who);

  Peer* find(ConnectionId id);
  void on_ready(ConnectionId id, Readiness ready);
  void on_end(ConnectionId id, const PeerCredentials& who, const Error& end);
  void pump(ConnectionId id);
  void dispatch(ConnectionId id, Message message);
  void send(ConnectionId id, Message message);
  bool has_room(const Peer& peer) const;
  void update_interest(Peer& peer);

  void arm_timer(Peer& peer, std::chrono::nanoseconds delay, std::function<void()> on_time);
  void arm_idle_timer(ConnectionId id, Peer& peer);
  void on_idle_timer(ConnectionId id);

  static void drop_inbox(Peer& peer);
  void cut_off(ConnectionId id, Error why);
  void close(ConnectionId id);
  void report_closed();
  void log(const EventKind& kind, const PeerCredentials& who, const Error& why);

  EventLoop& loop_;
  Listener listener_;
  Options options_;
  Logger logger_;
  Admit admit_;
  EventLoop::WatchId listener_watch_ = 0;
  std::optional<EventLoop::TimerId> accept_timer_;
  std::map<std::string, Verb, std::less<>> verbs_;
  std::map<ConnectionId, std::unique_ptr<Peer>> peers_;
  OnClosed on_closed_;
  std::vector<ConnectionId> closed_{};  // not reported yet
  std::optional<EventLoop::TimerId> closed_timer_;
  ConnectionId next_id_ = 1;
  // A peer that misbehaves in a circle must not fill the log.
  SteadyTime log_since_{};
  std::size_t logged_ = 0;
  std::size_t unlogged_ = 0;
};

}  // namespace base::ipc
