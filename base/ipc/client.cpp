#include "base/ipc/client.h"

#include <sys/socket.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/ipc/address.h"

namespace base::ipc {
namespace {

using namespace std::chrono_literals;

// Of one kind whatever broke, so that it cannot be taken for the server's answer.
Error lost(const std::string& why) {
  return {ErrorKind::Unavailable, "connection lost: " + why};
}

}  // namespace

Client::Client(Options options, const Clock& clock, IdSource& random, OnEvent on_event)
    : options_{std::move(options)},
      clock_{clock},
      on_event_{std::move(on_event)},
      loop_{clock},
      backoff_{options_.backoff, random} {}

Client::~Client() {
  if (connection_) loop_.unwatch(watch_);
}

Result<Reply> Client::call(std::string verb, Payload payload) {
  return call(std::move(verb), std::move(payload), options_.timeout);
}

Result<Reply> Client::call(std::string verb, Payload payload, std::chrono::nanoseconds timeout) {
  assert(!in_callback_);
  // A server that closed while nobody looked is noticed now rather than by a lost request.
  poll_once(0ns);
  std::optional<Result<Reply>> answer;
  start(std::move(verb), std::move(payload), timeout,
        [&answer](Result<Reply> result) { answer = std::move(result); });
  while (!answer) poll_once(timeout);
  return *std::move(answer);
}

void Client::start(std::string verb, Payload payload, std::chrono::nanoseconds timeout,
                   OnReply on_reply) {
  try_to_connect();
  if (!connection_) return on_reply(last_error_);
  if (calls_.size() >= options_.calls_max) {
    return on_reply(Error{ErrorKind::Unavailable, "too many calls under way"});
  }
  const std::uint64_t id = next_id_++;
  auto sent = connection_->send(Message::request(id, std::move(verb), std::move(payload)));
  if (!sent) return on_reply(std::move(sent).error());
  const auto timer = loop_.at(clock_.steady() + timeout, [this, id] {
    finish(id, Error{ErrorKind::Timeout, "no answer in time"});
  });
  calls_.emplace(id, Call{std::move(on_reply), timer});
  update_interest();
}

Result<void> Client::connect(std::chrono::nanoseconds timeout) {
  assert(!in_callback_);
  const SteadyTime deadline = clock_.steady() + timeout;
  try_to_connect();
  while (!connection_ && clock_.steady() < deadline) poll_once(deadline - clock_.steady());
  if (!connection_) return last_error_;
  return {};
}

void Client::poll_once(std::chrono::nanoseconds timeout) {
  assert(!in_callback_);
  try_to_connect();
  auto wait = timeout;
  if (!connection_)
    wait = std::min(wait, std::max<std::chrono::nanoseconds>(retry_at_ - clock_.steady(), 0ns));
  loop_.poll_once(wait);
  if (!connection_) try_to_connect();
}

std::optional<SteadyTime> Client::next_timer() const {
  const auto timer = loop_.next_timer();
  if (connection_) return timer;
  return timer ? std::min(*timer, retry_at_) : retry_at_;
}

void Client::try_to_connect() {
  if (connection_ || clock_.steady() < retry_at_) return;
  auto socket = open_socket();
  if (!socket) {
    last_error_ = std::move(socket).error();
    retry_at_ = clock_.steady() + backoff_.next();
    return;
  }
  connection_.emplace(*std::move(socket), options_.connection);
  watch_ = loop_.watch(connection_->fd(), {}, [this](Readiness ready) { on_ready(ready); });
  ++session_;
}

Result<UniqueFd> Client::open_socket() const {
  ASSIGN_OR_RETURN(const Address address, Address::of(options_.path));
  UniqueFd socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!socket) return Error{ErrorKind::Io, "no socket"};
  if (::connect(socket.get(), address.get(), address.size()) != 0) {
    const int code = errno;
    return Error{
        code == EACCES ? ErrorKind::Denied : ErrorKind::Unavailable,
        "cannot connect to " + options_.path + ": " + std::generic_category().message(code)};
  }
  if (options_.server_uid) {
    ASSIGN_OR_RETURN(const PeerCredentials server, peer_credentials(socket.get()));
    if (server.uid != *options_.server_uid) {
      return Error{ErrorKind::Denied, "another user listens at " + options_.path};
    }
  }
  return socket;
}

void Client::on_ready(Readiness ready) {
  // A failed write is no news: reading brings what the server said last, and then the end.
  if (ready.writable) (void)connection_->on_writable();
  if (ready.readable || ready.hung_up) {
    auto received = connection_->on_readable();
    const std::uint64_t session = session_;
    for (Message& message : received.messages) {
      const bool sound = take(std::move(message));
      if (!connection_ || session_ != session) return;
      if (!sound) received.end = Error{ErrorKind::InvalidInput, "the server broke the protocol"};
      if (!sound) break;
    }
    if (received.end) {
      // Only an orderly goodbye is worth asking again at once.
      served_ = served_ && received.end->kind == ErrorKind::Unavailable;
      return disconnect(lost(received.end->message));
    }
  }
  update_interest();
}

bool Client::take(Message message) {
  if (message.kind == MessageKind::Request) return false;
  if (message.kind == MessageKind::Error && message.id == 0) {
    disconnect(std::move(message.error));
    return true;
  }
  if (message.kind != MessageKind::Event && message.id >= next_id_) return false;
  backoff_.reset();  // not by connecting: a server that accepts and refuses is no server yet
  served_ = true;
  if (message.kind == MessageKind::Event) {
    if (!on_event_) return true;
    in_callback_ = true;
    on_event_(std::move(message));
    in_callback_ = false;
    return true;
  }
  if (message.kind == MessageKind::Error) {
    finish(message.id, std::move(message.error));
  } else {
    finish(message.id, std::move(message.payload));
  }
  return true;
}

// An answer to a call that timed out before finds nobody, and is dropped.
void Client::finish(std::uint64_t id, Result<Reply> result) {
  auto call = calls_.extract(id);
  if (!call) {
    if (result) wipe(result->body);
    return;
  }
  loop_.cancel(call.mapped().timer);
  const bool nested = std::exchange(in_callback_, true);
  call.mapped().on_reply(std::move(result));
  in_callback_ = nested;
}

void Client::disconnect(Error why) {
  loop_.unwatch(watch_);
  connection_.reset();
  // A server that served us and closed may be asked again at once, as after an idle time.
  retry_at_ = clock_.steady();
  if (!std::exchange(served_, false)) retry_at_ += backoff_.next();
  last_error_ = std::move(why);
  // A callback may start further calls; those find no connection and are not in the list.
  const Error error = last_error_;
  for (const auto& [id, call] : std::exchange(calls_, {})) {
    loop_.cancel(call.timer);
    const bool nested = std::exchange(in_callback_, true);
    call.on_reply(error);
    in_callback_ = nested;
  }
}

void Client::update_interest() {
  loop_.change(watch_, {.read = true, .write = connection_->wants_write()});
}

}  // namespace base::ipc
