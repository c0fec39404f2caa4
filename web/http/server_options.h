// Every limit of the server, with its default: nothing a peer can make grow is without one (R209).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "web/http/head_parser.h"
#include "web/http/message.h"

namespace http {

struct WebSocketLimits {
  std::size_t message_bytes_max = 64 * 1024;       // received; a larger one closes with 1009
  std::size_t queued_bytes_max = 8 * 1024 * 1024;  // to be sent; beyond it send() refuses
  std::chrono::milliseconds handshake_timeout = std::chrono::seconds{10};  // and closing
  // A peer silent this long is gone; it is pinged at half the time.
  std::chrono::milliseconds idle_timeout = std::chrono::seconds{30};
};

struct ServerLimits {
  HeadLimits head;  // bodies have their limit in each route

  // Beyond `connections_max` whoever has asked for nothing the longest makes room. Where all are
  // busy, a request is answered 503, and beyond twice that nothing is.
  std::size_t connections_max = 512;
  std::size_t connections_per_address_max = 64;  // an IPv6 "address" is its /64
  std::size_t requests_per_connection_max = 1000;

  std::chrono::milliseconds handshake_timeout = std::chrono::seconds{10};
  std::chrono::milliseconds header_timeout = std::chrono::seconds{10};    // from first to last byte
  std::chrono::milliseconds idle_timeout = std::chrono::seconds{60};      // between requests
  std::chrono::milliseconds request_timeout = std::chrono::seconds{30};   // for the handler
  std::chrono::milliseconds write_timeout = std::chrono::seconds{30};     // for each 128 KiB
  std::chrono::milliseconds linger_timeout = std::chrono::seconds{2};     // for the peer's goodbye
  std::chrono::milliseconds dismissal_timeout = std::chrono::seconds{5};  // for a last answer

  // A body must bring this much in each interval.
  std::size_t body_bytes_per_interval_min = 5 * 1024;
  std::chrono::milliseconds body_interval = std::chrono::seconds{5};

  std::size_t worker_threads = 4;
  std::size_t worker_waiting_max = 64;  // requests waiting for a worker; beyond it 503
  std::chrono::seconds retry_after{5};

  WebSocketLimits websocket;
};

struct Endpoint {
  std::string address;     // an IP address; "::" is all of IPv6 and nothing of IPv4
  std::uint16_t port = 0;  // 0: any free one

  bool operator==(const Endpoint&) const = default;
};

struct ServerOptions {
  std::vector<Endpoint> endpoints;
  std::vector<base::UniqueFd> inherited;   // listening sockets from the service manager
  std::vector<std::string> allowed_hosts;  // names besides "localhost" and IP addresses
  // Called before TLS; false closes the connection without a byte. The host ACL. On the reactor's
  // thread; what it says may change, which revisit() makes open connections feel.
  std::function<bool(const Peer&)> accepts;
  ServerLimits limits;
};

// Counters since start.
struct ServerStats {
  std::uint64_t accepted = 0;
  std::uint64_t refused_by_filter = 0;
  std::uint64_t refused_by_limit = 0;
  std::uint64_t handshakes_failed = 0;
  std::uint64_t requests = 0;
  std::uint64_t malformed = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t open_now = 0;
};

}  // namespace http
