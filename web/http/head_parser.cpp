#include "web/http/head_parser.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace http {
namespace {

using Refused = std::optional<HeadRefusal>;

constexpr std::string_view kBlankLine = "\r\n\r\n";

// Of these a second one would be ambiguous or an attempt.
constexpr std::array<std::string_view, 19> kSingletons{
    "Authorization",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "Cookie",
    "Expect",
    "Host",
    "If-Range",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Mode",
    "Sec-Fetch-Site",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Version",
    "Transfer-Encoding",
    "Upgrade",
    "User-Agent",
    "X-CSRF-Token",
};

HeadRefusal malformed(std::string_view detail) {
  return {400, "malformed_request", detail};
}

std::optional<std::uint64_t> parse_decimal(std::string_view text, std::size_t digits_max) {
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (text.empty() || text.size() > digits_max || !digits) return std::nullopt;
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The target in origin form, and the authority when the request line names one.
Refused split_absolute_form(std::string_view& target, std::optional<std::string>& authority) {
  if (target.starts_with('/')) return std::nullopt;
  constexpr std::string_view kScheme = "https://";
  if (!equal_ignoring_case(target.substr(0, kScheme.size()), kScheme)) {
    return malformed("request target is no path");
  }
  target.remove_prefix(kScheme.size());
  const auto end = std::min(target.find_first_of("/?"), target.size());
  authority = std::string{target.substr(0, end)};
  target.remove_prefix(end);
  if (!target.starts_with('/')) return malformed("request target is no path");
  return std::nullopt;
}

Refused parse_request_line(std::string_view line, RequestHead& head,
                           std::optional<std::string>& authority) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return malformed("broken request line");
  const std::string_view method = line.substr(0, first);
  std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);

  if (!is_token(method)) return malformed("broken request line");
  if (version != "HTTP/1.1") {
    const bool other = version.size() == 8 && version.starts_with("HTTP/");
    return other ? HeadRefusal{505, "version_not_supported", "only version 1.1 is spoken here"}
                 : malformed("broken request line");
  }
  const auto known = parse_method(method);
  if (!known) return HeadRefusal{501, "method_not_implemented", "unknown method"};
  head.method = *known;

  if (const auto refused = split_absolute_form(target, authority)) return refused;
  if (target.size() > kTargetBytesMax) {
    return HeadRefusal{414, "target_too_long", "request target is too long"};
  }
  auto parsed = parse_target(target);
  if (!parsed) return HeadRefusal{400, "malformed_target", "request target is not acceptable"};
  head.target = *std::move(parsed);
  return std::nullopt;
}

Refused parse_field(std::string_view line, Headers& headers) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return malformed("header line without a colon");
  const std::string_view name = line.substr(0, colon);
  // Also catches folded lines and spaces before the colon: a space is no token character.
  if (!is_token(name)) return malformed("broken header name");
  const std::string_view value = trim_spaces(line.substr(colon + 1));
  const bool printable =
      std::ranges::all_of(value, [](char c) { return (c >= 0x20 && c < 0x7f) || c == '\t'; });
  if (!printable) return malformed("character not allowed in a header value");
  headers.add(name, value);
  return std::nullopt;
}

Refused check_framing(RequestHead& head) {
  const std::string* length = head.headers.find("Content-Length");
  const std::string* encoding = head.headers.find("Transfer-Encoding");
  if (encoding != nullptr) {
    if (length != nullptr) return malformed("both Content-Length and Transfer-Encoding");
    if (!equal_ignoring_case(*encoding, "chunked")) {
      return HeadRefusal{501, "transfer_encoding_not_implemented", "unknown Transfer-Encoding"};
    }
    return HeadRefusal{411, "length_required", "a body needs Content-Length"};
  }
  if (length == nullptr) return std::nullopt;
  const auto value = parse_decimal(*length, 18);
  if (!value) return malformed("broken Content-Length");
  const bool bodiless =
      head.method == Method::Get || head.method == Method::Head || head.method == Method::Options;
  if (bodiless && *value > 0) return malformed("this method takes no body");
  head.content_length = *value;
  return std::nullopt;
}

Refused check_host(RequestHead& head, const std::optional<std::string>& target_authority) {
  const std::string* value = head.headers.find("Host");
  if (value == nullptr) return malformed("Host is missing");
  const auto host = parse_authority(*value);
  if (!host) return malformed("broken Host");
  if (target_authority && parse_authority(*target_authority) != host) {
    return malformed("request target and Host disagree");
  }
  head.host = host->host;
  return std::nullopt;
}

Refused check_connection(RequestHead& head) {
  bool upgrade = false;
  for (const auto& [name, value] : head.headers) {
    if (!equal_ignoring_case(name, "Connection")) continue;
    if (!is_token_list(value)) return malformed("broken Connection");
    if (list_has_token(value, "close")) head.keep_alive = false;
    if (list_has_token(value, "upgrade")) upgrade = true;
  }
  // Other protocols (h2c) may be offered; HTTP allows to go on as if they were not.
  head.upgrade_websocket = upgrade && equal_ignoring_case(head.headers.get("Upgrade"), "websocket");
  if (const std::string* expect = head.headers.find("Expect")) {
    if (!equal_ignoring_case(*expect, "100-continue")) {
      return HeadRefusal{417, "expectation_failed", "unknown expectation"};
    }
    head.expect_continue = true;
  }
  return std::nullopt;
}

Refused check_singletons(const Headers& headers) {
  for (const std::string_view name : kSingletons) {
    if (headers.count(name) > 1) return malformed("header given twice");
  }
  return std::nullopt;
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_ip_literal(const std::string& host) {
  std::array<unsigned char, 16> address{};
  if (host.starts_with('[')) {
    return ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), address.data()) == 1;
  }
  return ::inet_pton(AF_INET, host.c_str(), address.data()) == 1;
}

}  // namespace

std::variant<std::optional<std::size_t>, HeadRefusal> find_head_end(std::string_view bytes,
                                                                    const HeadLimits& limits) {
  const auto end = bytes.find(kBlankLine);
  const bool complete = end != std::string_view::npos;
  const std::string_view seen = complete ? bytes.substr(0, end + kBlankLine.size()) : bytes;
  if (seen.size() > limits.bytes_max) {
    return HeadRefusal{431, "headers_too_large", "request head is too large"};
  }
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const bool ended_by_cr = i > 0 && seen[i - 1] == '\r';
    if (seen[i] == '\n' && !ended_by_cr) return malformed("bare line feed");
    if (seen[i] != '\n' && ended_by_cr) return malformed("bare carriage return");
    if (seen[i] == '\0') return malformed("NUL in request head");
  }
  if (!complete) {
    // Whatever this is (a TLS record, a port scan), it will not become a request.
    if (!seen.empty() && (seen[0] < 'A' || seen[0] > 'Z')) return malformed("no method");
    return std::optional<std::size_t>{};
  }
  return std::optional{seen.size()};
}

std::variant<RequestHead, HeadRefusal> parse_head(std::string_view head, const HeadLimits& limits) {
  const auto end = find_head_end(head, limits);
  if (const auto* refusal = std::get_if<HeadRefusal>(&end)) return *refusal;
  if (std::get<0>(end) != head.size()) return malformed("incomplete head");

  RequestHead parsed;
  std::optional<std::string> authority;
  head.remove_suffix(2);  // the blank line itself
  for (bool first = true; !head.empty(); first = false) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const auto refused =
        first ? parse_request_line(line, parsed, authority) : parse_field(line, parsed.headers);
    if (refused) return *refused;
    if (parsed.headers.size() > limits.fields_max) {
      return HeadRefusal{431, "headers_too_large", "too many headers"};
    }
  }
  if (const auto refused = check_singletons(parsed.headers)) return *refused;
  if (const auto refused = check_host(parsed, authority)) return *refused;
  if (const auto refused = check_framing(parsed)) return *refused;
  if (const auto refused = check_connection(parsed)) return *refused;
  return parsed;
}

std::optional<Authority> parse_authority(std::string_view text) {
  if (text.empty() || text.size() > 255) return std::nullopt;
  Authority authority;
  const auto bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return std::nullopt;
  const auto colon = text.find(':', bracket);
  std::transform(text.begin(),
                 text.begin() + static_cast<std::ptrdiff_t>(std::min(colon, text.size())),
                 std::back_inserter(authority.host),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (colon != std::string_view::npos) {
    const auto port = parse_decimal(text.substr(colon + 1), 5);
    if (!port || *port == 0 || *port > 65535) return std::nullopt;
    authority.port = static_cast<std::uint16_t>(*port);
  }
  authority.is_address = is_ip_literal(authority.host);
  const bool bracketed = authority.host.starts_with('[');
  if (bracketed && (!authority.is_address || !authority.host.ends_with(']'))) return std::nullopt;
  if (!bracketed && !std::ranges::all_of(authority.host, is_name_char)) return std::nullopt;
  if (authority.host.empty() || authority.host.starts_with('.')) return std::nullopt;
  return authority;
}

}  // namespace http
