// One client's HTTP/1.1 connection: reads a request, has it answered, writes the answer, again.
//
// One request at a time: what a client pipelines waits, unread, in its own socket. Reactor's thread
// only. Lives as long as something of it is under way; tells its owner once when it has ended.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "web/http/head_parser.h"
#include "web/http/io/reactor.h"
#include "web/http/io/stream.h"
#include "web/http/io/websocket_connection.h"
#include "web/http/io/worker_pool.h"
#include "web/http/response_writer.h"
#include "web/http/router.h"
#include "web/http/server_options.h"

namespace http {

struct ServerCounters {
  std::atomic<std::uint64_t> accepted = 0;
  std::atomic<std::uint64_t> refused_by_filter = 0;
  std::atomic<std::uint64_t> refused_by_limit = 0;
  std::atomic<std::uint64_t> handshakes_failed = 0;
  std::atomic<std::uint64_t> requests = 0;
  std::atomic<std::uint64_t> malformed = 0;
  std::atomic<std::uint64_t> timed_out = 0;
  std::atomic<std::uint64_t> open_now = 0;
};

// What a connection needs of its server, which outlives it.
struct ConnectionContext {
  Reactor& reactor;
  WorkerPool& workers;
  const base::Clock& clock;
  const Router& router;
  const ServerLimits& limits;
  const std::vector<std::string>& allowed_hosts;
  ServerCounters& stats;
};

class ServerConnection : public std::enable_shared_from_this<ServerConnection> {
 public:
  ServerConnection(ConnectionContext context, std::shared_ptr<Stream> stream, Peer peer);

  // `on_end` is called once. `overloaded`: every request is answered 503.
  void start(bool overloaded, std::function<void()> on_end);
  void finish_soon();  // answers the request in hand, then closes
  void dismiss();      // ends at once, or after the answer to a request that is complete
  void abort();

  const Peer& peer() const { return peer_; }
  // Since when it has asked for nothing; unset while something is asked, sent or open.
  std::optional<base::SteadyTime> resting_since() const;

 private:
  void on_handshake(IoStatus status);
  void await_request();
  void read_more(void (ServerConnection::*next)());
  void on_head_bytes();
  void on_head(std::size_t head_bytes);
  void admit(RequestHead head);
  void await_body();
  void on_body_bytes();
  void watch_body_rate();
  void dispatch();
  void dispatch_blocking(const Blocking& handler);
  Responder make_responder();
  void upgrade(const Upgrade& handler);

  void refuse(const HeadRefusal& refusal);
  void respond(Response response);
  void write(std::string head, void (ServerConnection::*next)());
  void write_body();
  void pull_body();
  void on_pulled(base::Result<base::Bytes> piece);
  void on_answered();
  void close_politely();
  void end();
  void arm(std::chrono::milliseconds time, void (ServerConnection::*on_timeout)());
  void on_timeout();
  void on_header_timeout();
  void on_request_timeout();

  ConnectionContext context_;
  std::shared_ptr<Stream> stream_;
  Peer peer_;
  base::SteadyTime connected_;
  base::SteadyTime answered_last_;
  std::function<void()> on_end_;
  Timer timer_;
  Timer dismissal_timer_;

  std::string input_;  // received and not yet used
  base::Bytes read_buffer_;
  std::string output_;  // being written

  bool overloaded_ = false;
  bool closing_ = false;  // no further request
  bool idle_ = false;     // between requests, nothing received
  bool deaf_ = false;     // a read may still be under way, but what it brings no longer counts
  bool writing_ = false;
  bool ended_ = false;
  std::size_t requests_ = 0;

  // The request in hand.
  std::uint64_t exchange_ = 0;  // answers to an earlier one come too late
  bool complete_ = false;       // all of it is here
  bool answered_ = false;
  std::shared_ptr<Request> request_;
  const Route* route_ = nullptr;
  bool upgrade_wanted_ = false;
  std::size_t body_bytes_checked_ = 0;
  Response response_;
  Delivery delivery_;
  std::uint64_t sent_ = 0;

  std::shared_ptr<WebSocketConnection> websocket_;
};

}  // namespace http
