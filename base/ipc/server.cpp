#include "base/ipc/server.h"

#include <sys/socket.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <iterator>
#include <utility>

#include "base/event/catalogue.h"

namespace base::ipc {
namespace {

using namespace std::chrono_literals;

constexpr int kAcceptsPerWake = 16;
constexpr std::chrono::nanoseconds kAcceptPause = 1s;
constexpr std::chrono::nanoseconds kLogWindow = 1min;
constexpr std::size_t kLogLinesMax = 20;  // a window

}  // namespace

Admit only_uids(std::vector<uid_t> uids) {
  return [uids = std::move(uids)](const PeerCredentials& who) {
    return std::ranges::find(uids, who.uid) != uids.end();
  };
}

Server::Server(EventLoop& loop, Listener listener, Options options, Logger logger, Admit admit)
    : loop_{loop},
      listener_{std::move(listener)},
      options_{std::move(options)},
      logger_{std::move(logger)},
      admit_{std::move(admit)} {
  assert(admit_);
  listener_watch_ = loop_.watch(listener_.fd(), {}, [this](Readiness) { accept_some(); });
}

Server::~Server() {
  while (!peers_.empty()) close(peers_.begin()->first);
  if (closed_timer_) loop_.cancel(*closed_timer_);
  if (accept_timer_) loop_.cancel(*accept_timer_);
  loop_.unwatch(listener_watch_);
}

void Server::handle(std::string verb, Handler handler, Admit admit) {
  handle_later(
      std::move(verb),
      [this, handler = std::move(handler)](Request request) {
        const ReplyTo to = request.reply_to;
        answer(to, handler(std::move(request)));
      },
      std::move(admit));
}

void Server::handle_later(std::string verb, LateHandler handler, Admit admit) {
  [[maybe_unused]] const bool added =
      verbs_.emplace(std::move(verb), Verb{std::move(handler), std::move(admit)}).second;
  assert(added);
}

void Server::accept_some() {
  for (int i = 0; i < kAcceptsPerWake; ++i) {
    UniqueFd socket{::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (!socket) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        pause_accepting();
      }
      return;
    }
    const auto who = peer_credentials(socket.get());
    if (!who) continue;
    const auto admission = check_admission(*who);
    if (admission) {
      welcome(std::move(socket), *who);
    } else {
      refuse(std::move(socket), *who, admission.error());
    }
  }
}

// A listener that stays ready while nothing can be accepted would turn the loop into a spin.
void Server::pause_accepting() {
  logger_.log(Event{events::kLocalAcceptFailed, options_.name, {}});
  loop_.change(listener_watch_, {.read = false});
  accept_timer_ = loop_.at(loop_.clock().steady() + kAcceptPause, [this] {
    accept_timer_.reset();
    loop_.change(listener_watch_, {});
  });
}

Result<void> Server::check_admission(const PeerCredentials& who) const {
  if (!admit_(who)) return Error{ErrorKind::Denied, "this user may not connect here"};
  const auto same_uid = [&who](const auto& entry) {
    return entry.second->credentials.uid == who.uid;
  };
  if (peers_.size() >= options_.connections_max ||
      static_cast<std::size_t>(std::ranges::count_if(peers_, same_uid)) >=
          options_.connections_per_uid_max) {
    return Error{ErrorKind::Unavailable, "too many connections"};
  }
  return {};
}

// The socket is new and empty, so the refusal fits, and the kernel keeps it for the peer to read.
void Server::refuse(UniqueFd socket, const PeerCredentials& who, const Error& why) {
  log(events::kLocalPeerRefused, who, why);
  Connection connection{std::move(socket), options_.connection};
  connection.send_last(Message::failure(0, why));
}

void Server::welcome(UniqueFd socket, const PeerCredentials& who) {
  const ConnectionId id = next_id_++;
  auto peer = std::make_unique<Peer>(std::move(socket), options_.connection, who);
  peer->heard = loop_.clock().steady();
  peer->watch =
      loop_.watch(peer->connection.fd(), {}, [this, id](Readiness ready) { on_ready(id, ready); });
  arm_idle_timer(id, *peer);
  peers_.emplace(id, std::move(peer));
}

Server::Peer* Server::find(ConnectionId id) {
  const auto found = peers_.find(id);
  return found == peers_.end() ? nullptr : found->second.get();
}

void Server::on_ready(ConnectionId id, Readiness ready) {
  Peer& peer = *peers_.at(id);
  if (ready.writable) {
    const auto written = peer.connection.on_writable();
    if (!written || (peer.leaving && !peer.connection.wants_write())) return close(id);
  }
  const bool reads = !peer.leaving && peer.inbox.empty() && has_room(peer);
  // Whoever hung up cannot read an answer, so what is left unread has nobody who waits for it.
  if (!reads && ready.hung_up) return close(id);
  if (reads && (ready.readable || ready.hung_up)) {
    auto received = peer.connection.on_readable();
    if (!received.messages.empty()) peer.heard = loop_.clock().steady();
    std::ranges::move(received.messages, std::back_inserter(peer.inbox));
    if (received.end) return on_end(id, peer.credentials, *received.end);
  }
  pump(id);
}

void Server::on_end(ConnectionId id, const PeerCredentials& who, const Error& end) {
  if (end.kind == ErrorKind::Unavailable) return close(id);
  log(events::kLocalPeerMalformed, who, end);
  if (end.kind != ErrorKind::InvalidInput) return close(id);
  cut_off(id, end);
}

bool Server::has_room(const Peer& peer) const {
  return peer.open.size() < options_.requests_max && !peer.connection.is_congested();
}

// Takes requests from the inbox while there is room for their answers. A handler may close any
// connection, this one too, so the peer is looked up again after each.
void Server::pump(ConnectionId id) {
  Peer* peer = find(id);
  if (peer == nullptr || peer->pumping) return;
  peer->pumping = true;
  while (peer != nullptr && !peer->leaving && !peer->inbox.empty() && has_room(*peer)) {
    Message message = std::move(peer->inbox.front());
    peer->inbox.pop_front();
    dispatch(id, std::move(message));
    peer = find(id);
  }
  if (peer == nullptr) return;
  peer->pumping = false;
  update_interest(*peer);
}

void Server::dispatch(ConnectionId id, Message message) {
  Peer& peer = *peers_.at(id);
  if (message.kind != MessageKind::Request || !peer.open.insert(message.id).second) {
    const Error why{ErrorKind::InvalidInput, "not a new request"};
    log(events::kLocalPeerMalformed, peer.credentials, why);
    return cut_off(id, why);
  }
  const ReplyTo to{id, message.id};
  const auto verb = verbs_.find(message.name);
  if (verb == verbs_.end()) {
    return answer(to, Error{ErrorKind::NotFound, "unknown verb"});
  }
  if (verb->second.admit && !verb->second.admit(peer.credentials)) {
    const Error why{ErrorKind::Denied, "this user may not ask for '" + message.name + "'"};
    log(events::kLocalPeerRefused, peer.credentials, why);
    return answer(to, why);
  }
  verb->second.handler({.reply_to = to,
                        .peer = peer.credentials,
                        .verb = std::move(message.name),
                        .payload = std::move(message.payload)});
}

void Server::answer(ReplyTo to, Result<Reply> result) {
  Peer* peer = find(to.connection);
  if (peer == nullptr || peer->leaving || peer->open.erase(to.id) == 0) return;
  peer->heard = loop_.clock().steady();
  send(to.connection, result ? Message::reply(to.id, *std::move(result))
                             : Message::failure(to.id, std::move(result).error()));
  peer = find(to.connection);
  if (peer == nullptr || peer->leaving) return;
  // Requests that waited for this are handled after the present callback, not inside it.
  if (!peer->inbox.empty() && !peer->pumping && !peer->pump_timer) {
    peer->pump_timer = loop_.at(loop_.clock().steady(), [this, to] {
      find(to.connection)->pump_timer.reset();
      pump(to.connection);
    });
  }
  update_interest(*peer);
}

void Server::subscribe(ReplyTo to) {
  if (Peer* peer = find(to.connection)) peer->subscribed = true;
}

Result<void> Server::push(ReplyTo to, std::string event, Payload payload) {
  Peer* peer = find(to.connection);
  if (peer == nullptr || peer->leaving) {
    return Error{ErrorKind::NotFound, "the subscriber is gone"};
  }
  auto sent = peer->connection.send(Message::event(to.id, std::move(event), std::move(payload)));
  if (!sent && sent.error().kind == ErrorKind::Unavailable) {
    const Error why{ErrorKind::Unavailable, "events were not read in time"};
    log(events::kLocalSubscriberCutOff, peer->credentials, why);
    cut_off(to.connection, why);
    return why;
  }
  update_interest(*peer);
  return sent;
}

void Server::send(ConnectionId id, Message message) {
  Peer& peer = *find(id);
  const std::uint64_t number = message.id;
  auto sent = peer.connection.send(std::move(message));
  if (!sent && sent.error().kind == ErrorKind::InvalidInput) {
    logger_.log(Severity::Error, "local-reply-unfit",
                {{"socket", options_.name}, {"reason", sent.error().message}});
    sent = peer.connection.send(
        Message::failure(number, {ErrorKind::Io, "the reply does not fit a message"}));
  }
  if (sent) return;
  const Error why{ErrorKind::Unavailable, "replies were not read in time"};
  log(events::kLocalSubscriberCutOff, peer.credentials, why);
  cut_off(id, why);
}

void Server::update_interest(Peer& peer) {
  if (peer.pumping) return;
  loop_.change(peer.watch, {.read = !peer.leaving && peer.inbox.empty() && has_room(peer),
                            .write = peer.connection.wants_write()});
}

void Server::arm_timer(Peer& peer, std::chrono::nanoseconds delay, std::function<void()> on_time) {
  if (peer.timer) loop_.cancel(*peer.timer);
  peer.timer = loop_.at(loop_.clock().steady() + delay, std::move(on_time));
}

void Server::arm_idle_timer(ConnectionId id, Peer& peer) {
  if (options_.idle_max == 0ns) return;
  const auto quiet = loop_.clock().steady() - peer.heard;
  const auto left = options_.idle_max - std::min(quiet, options_.idle_max);
  arm_timer(peer, left > 0ns ? left : options_.idle_max, [this, id] { on_idle_timer(id); });
}

void Server::on_idle_timer(ConnectionId id) {
  Peer& peer = *find(id);
  peer.timer.reset();
  const bool quiet = loop_.clock().steady() - peer.heard >= options_.idle_max;
  if (!quiet || peer.subscribed || !peer.open.empty()) return arm_idle_timer(id, peer);
  cut_off(id, {ErrorKind::Unavailable, "idle for too long"});
}

void Server::drop_inbox(Peer& peer) {
  for (Message& message : peer.inbox) wipe(message.payload.body);
  peer.inbox.clear();
}

void Server::cut_off(ConnectionId id, Error why) {
  Peer& peer = *find(id);
  if (peer.leaving) return;
  peer.leaving = true;
  drop_inbox(peer);
  peer.connection.send_last(Message::failure(0, std::move(why)));
  if (!peer.connection.wants_write()) return close(id);
  arm_timer(peer, options_.farewell_max, [this, id] {
    find(id)->timer.reset();
    close(id);
  });
  loop_.change(peer.watch, {.read = false, .write = true});
}

void Server::close(ConnectionId id) {
  const auto found = peers_.extract(id);
  Peer& peer = *found.mapped();
  drop_inbox(peer);
  loop_.unwatch(peer.watch);
  if (peer.timer) loop_.cancel(*peer.timer);
  if (peer.pump_timer) loop_.cancel(*peer.pump_timer);
  closed_.push_back(id);
  if (!closed_timer_) {
    closed_timer_ = loop_.at(loop_.clock().steady(), [this] { report_closed(); });
  }
}

void Server::report_closed() {
  closed_timer_.reset();
  for (const ConnectionId id : std::exchange(closed_, {})) {
    if (on_closed_) on_closed_(id);
  }
}

void Server::log(const EventKind& kind, const PeerCredentials& who, const Error& why) {
  const SteadyTime now = loop_.clock().steady();
  if (now - log_since_ >= kLogWindow) {
    log_since_ = now;
    logged_ = 0;
  }
  if (logged_ >= kLogLinesMax) {
    ++unlogged_;
    return;
  }
  ++logged_;
  Fields fields{{"uid", who.uid}, {"gid", who.gid}, {"pid", who.pid}, {"reason", why.message}};
  if (unlogged_ > 0) fields["unlogged"] = std::uint64_t{std::exchange(unlogged_, 0)};
  logger_.log(Event{kind, options_.name, std::move(fields)});
}

}  // namespace base::ipc
