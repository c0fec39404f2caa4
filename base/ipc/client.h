// The asking side: calls a server's verbs, hears its events, and finds it again when it was gone.
//
// A call while the server is away does not wait for it: it makes one attempt to connect, if the
// back-off allows one, and else fails at once with the last attempt's error, because a person may
// be waiting for the answer. Whoever can wait calls connect() first. A call that was sent when the
// connection broke fails with Unavailable and may or may not have been carried out; repeat it only
// if its verb allows that.
//
// Subscriptions are the caller's: a new connection is a new session(), on which to subscribe again
// "from N". Single-threaded; callbacks run inside poll_once(), connect() and call(), and those of
// start() may run before it returns. A callback may start() calls, but not wait for anything.
// The bytes: docs/design/control-protocol.md. The other side: server.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/ipc/backoff.h"
#include "base/ipc/connection.h"
#include "base/ipc/event_loop.h"

namespace base::ipc {

class Client {
 public:
  using OnReply = std::function<void(Result<Reply>)>;
  using OnEvent = std::function<void(Message)>;

  struct Options {
    std::string path;
    // Whom the socket must belong to; see PeerCredentials for sockets of the service manager.
    std::optional<uid_t> server_uid{};
    Connection::Options connection{};
    std::size_t calls_max = 1024;  // under way at once; further ones fail with Unavailable
    std::chrono::nanoseconds timeout = std::chrono::seconds{10};
    Backoff::Options backoff{};
  };

  // `clock` and `random` outlive the client. Connects at the first use, not here.
  Client(Options options, const Clock& clock, IdSource& random, OnEvent on_event = {});
  // Calls under way are dropped: their callbacks are not called.
  ~Client();
  Client(Client&&) = delete;

  // Blocks until the answer, an error from the server, or Timeout.
  Result<Reply> call(std::string verb, Payload payload = {});
  Result<Reply> call(std::string verb, Payload payload, std::chrono::nanoseconds timeout);

  // Never blocks; `on_reply` is called exactly once.
  void start(std::string verb, Payload payload, std::chrono::nanoseconds timeout, OnReply on_reply);

  // Waits until connected, trying again as the back-off says; the last attempt's error else.
  Result<void> connect(std::chrono::nanoseconds timeout);

  // Connects if it is time to, waits for something to happen, and calls back.
  void poll_once(std::chrono::nanoseconds timeout);

  bool connected() const { return connection_.has_value(); }
  // Counts connections; 0 before the first. Another number means another server, or the same one
  // that has forgotten us.
  std::uint64_t session() const { return session_; }

  // For a foreign loop: call poll_once(0ns) when fd() is readable, and when next_timer() has come.
  int fd() const { return loop_.fd(); }
  std::optional<SteadyTime> next_timer() const;

 private:
  struct Call {
    OnReply on_reply;
    EventLoop::TimerId timer;
  };

  void try_to_connect();
  Result<UniqueFd> open_socket() const;
  void on_ready(Readiness ready);
  bool take(Message message);  // false: the server broke the protocol
  void finish(std::uint64_t id, Result<Reply> result);
  void disconnect(Error why);
  void update_interest();

  Options options_;
  const Clock& clock_;
  OnEvent on_event_;
  EventLoop loop_;
  Backoff backoff_;
  std::optional<Connection> connection_;
  EventLoop::WatchId watch_ = 0;
  std::uint64_t session_ = 0;
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, Call> calls_;
  SteadyTime retry_at_{};
  Error last_error_{ErrorKind::Unavailable, "not connected yet"};
  bool served_ = false;  // in this session the server has said something of use
  bool in_callback_ = false;
};

}  // namespace base::ipc
