// What handlers see: requests and responses as plain values, with no network type in sight.
//
// A Request reaches a handler only after every check that needs no knowledge of the operation: its
// target is decoded and harmless, its headers are bounded and unambiguous, its body is complete.
// X-Forwarded-* and method-override headers are data like any other; nothing here believes them.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/json/json.h"
#include "base/result.h"
#include "web/http/headers.h"
#include "web/http/target_parser.h"

namespace crypto {
struct TlsSession;
}

namespace http {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options };

std::string_view to_string(Method method);
std::optional<Method> parse_method(std::string_view text);  // case-sensitive, as RFC 9110 wants

// Who is at the other end of the connection. IPv4 is kept as an IPv4-mapped IPv6 address, so that
// one table can rule over both.
struct Peer {
  std::array<std::uint8_t, 16> address{};
  std::uint16_t port = 0;

  bool is_ipv4() const;
  std::string text() const;  // "192.0.2.7" or "2001:db8::1", without the port
  auto operator<=>(const Peer&) const = default;
};

// Who asks, in the caller's terms: an Authorizer attaches its own kind of identity to a request.
class Identity {
 public:
  virtual ~Identity() = default;
};

struct Request {
  Method method = Method::Get;
  Target target;
  Headers headers;
  std::uint64_t body_bytes_declared = 0;  // what Content-Length says, known before the body is
  base::Bytes body;
  Peer peer;
  base::SteadyTime connected{};                   // when its connection was accepted
  std::shared_ptr<const crypto::TlsSession> tls;  // null only where there is no TLS: pure tests
  base::SteadyTime deadline = base::SteadyTime::max();  // nobody waits for an answer after this

  std::map<std::string, std::string, std::less<>> parameters;  // of the path template
  std::shared_ptr<const Identity> identity;                    // set by the Authorizer

  std::string_view parameter(std::string_view name) const;  // asserts that the template has it
  base::Result<base::Json> json() const;                    // the body, parsed
};

// A body pulled piece by piece, only as fast as the peer takes it.
//
// read() runs on a worker thread, may block for a moment, and is never called by two threads at
// once. Offsets ascend without gaps, except that a byte range starts somewhere inside.
class BodySource {
 public:
  virtual ~BodySource() = default;
  virtual std::optional<std::uint64_t> size() const = 0;  // unknown: sent in chunks, no ranges
  // Fills a prefix of `out` and says how much; 0 is the end. An error cuts the connection, so that
  // nobody takes half a file for a whole one.
  virtual base::Result<std::size_t> read(std::uint64_t offset, std::span<std::uint8_t> out) = 0;
};

struct Response {
  int status = 200;
  Headers headers;
  base::Bytes body;
  std::shared_ptr<BodySource> source;  // takes the place of `body` when set
  bool ends_connection = false;        // whoever asks again does so over a new one
};

std::string_view reason_phrase(int status);

Response text_response(int status, std::string_view content_type, std::string_view body);
Response json_response(int status, const base::Json& value);
Response empty_response(int status);

}  // namespace http
