// Parses the head of a request (RFC 9112), stricter than the standard asks.
//
// Everything two servers could read differently is refused: bare CR or LF, folded lines, spaces
// around names, doubled singletons, both or odd framings. Bodies come with Content-Length only;
// Transfer-Encoding is answered 411, which ends a whole family of smuggling. Pure; a fuzzer holds
// what is accepted here against Beast's reading of the same bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "web/http/headers.h"
#include "web/http/message.h"
#include "web/http/target_parser.h"

namespace http {

struct HeadLimits {
  std::size_t bytes_max = 16 * 1024;
  std::size_t fields_max = 64;
};

struct RequestHead {
  Method method = Method::Get;
  Target target;
  Headers headers;
  std::string host;  // lower case, without the port
  std::uint64_t content_length = 0;
  bool keep_alive = true;
  bool expect_continue = false;
  bool upgrade_websocket = false;
};

// Why a request is not understood: the status to answer before closing, and a stable code.
struct HeadRefusal {
  int status = 400;
  std::string_view code = "malformed_request";
  std::string_view detail;
};

// Looks for the blank line that ends a head. Gives the number of bytes up to and including it,
// nothing while it is incomplete, or a refusal as soon as the bytes cannot become a valid head.
std::variant<std::optional<std::size_t>, HeadRefusal> find_head_end(std::string_view bytes,
                                                                    const HeadLimits& limits);

// `head` is complete: it ends with the blank line.
std::variant<RequestHead, HeadRefusal> parse_head(std::string_view head, const HeadLimits& limits);

struct Authority {
  std::string host;  // lower case; an IPv6 literal keeps its brackets
  std::uint16_t port = 443;
  bool is_address = false;  // an IP literal, not a name

  bool operator==(const Authority&) const = default;
};

// The value of Host: a name or IP literal with an optional port, nothing else.
std::optional<Authority> parse_authority(std::string_view text);

}  // namespace http
