// Turns a Response into what goes on the wire: framing, ranges and the head. Pure.
//
// Framing is decided here alone: what a handler said about Content-Length, Transfer-Encoding or
// Connection is dropped, so no handler can confuse two messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "web/http/message.h"

namespace http {

// The part of the body to send.
struct Delivery {
  std::uint64_t first = 0;
  std::optional<std::uint64_t> length;  // unknown: in chunks until the source ends
  bool headers_only = false;            // HEAD, 204, 304
};

// Applies Range and If-Range of `request`, which may turn `response` into 206 or 416.
Delivery plan_delivery(const Request& request, Response& response);

std::string response_head(const Response& response, const Delivery& delivery, bool keep_alive,
                          base::WallTime now);

// IMF-fixdate of RFC 9110: "Fri, 20 Nov 2026 21:14:08 GMT".
std::string format_http_date(base::WallTime time);

}  // namespace http
