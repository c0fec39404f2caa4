#include "media/rtsp/rtsp_url_parser.h"

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "media/detail/text.h"

namespace media {
namespace {

base::Error malformed_url(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

// Credentials may hold anything but control bytes, which would be of use only to an attacker.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const auto digits = text.substr(i + 1, 2);
    const auto value = detail::parse_integer<std::uint8_t>(digits, 16);
    if (digits.size() != 2 || !value) return std::nullopt;
    decoded += static_cast<char>(*value);
    i += 2;
  }
  const bool clean = detail::is_printable(decoded) && decoded.find('\t') == std::string::npos;
  return clean ? std::optional{std::move(decoded)} : std::nullopt;
}

base::Result<void> take_credentials(std::string_view& authority, RtspUrlWithCredentials& parsed) {
  // The last one: people write passwords with an @ as they are.
  const auto at = authority.rfind('@');
  if (at == std::string_view::npos) return {};
  std::string_view password = authority.substr(0, at);
  authority.remove_prefix(at + 1);
  auto user = percent_decoded(detail::take_until(password, ':'));
  auto decoded = percent_decoded(password);
  if (!user || !decoded) return malformed_url("credentials in the URL are malformed");
  parsed.user = *std::move(user);
  parsed.password = crypto::Secret::take(base::to_bytes(*decoded));
  std::ranges::fill(*decoded, '\0');
  return {};
}

bool is_host_name(std::string_view host) {
  return !host.empty() && host.size() <= 253 && !host.starts_with('.') &&
         std::ranges::all_of(host, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                  c == '_';
         });
}

// Whether it is an address is found out by whoever connects; here only that it is nothing else.
bool looks_like_ipv6(std::string_view host) {
  return host.size() <= 45 && host.find(':') != std::string_view::npos &&
         std::ranges::all_of(host, [](char c) {
           return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.';
         });
}

base::Result<void> take_host(std::string_view authority, RtspUrl& url) {
  std::string host{authority};
  std::ranges::transform(host, host.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  std::string_view rest = host;
  if (rest.starts_with('[')) {
    rest.remove_prefix(1);
    if (rest.find(']') == std::string_view::npos)
      return malformed_url("host of the URL is malformed");
    url.host = detail::take_until(rest, ']');
    if (!looks_like_ipv6(url.host) || (!rest.empty() && !rest.starts_with(':'))) {
      return malformed_url("host of the URL is malformed");
    }
    if (!rest.empty()) rest.remove_prefix(1);
  } else {
    url.host = detail::take_until(rest, ':');
    if (!is_host_name(url.host)) return malformed_url("host of the URL is malformed");
  }
  const bool port_given = host.size() > url.host.size() + (host.starts_with('[') ? 2 : 0);
  if (!port_given) return {};
  const auto port = detail::parse_integer<std::uint16_t>(rest);
  if (!port || *port == 0) return malformed_url("port of the URL is malformed");
  url.port = *port;
  return {};
}

}  // namespace

base::Result<RtspUrlWithCredentials> parse_rtsp_url(std::string_view text) {
  const bool printable =
      std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
  if (text.size() > kRtspUrlBytesMax || !printable) return malformed_url("URL is malformed");
  const auto colon = std::min(text.find("://"), text.size());
  const std::string_view scheme = text.substr(0, colon);
  RtspUrlWithCredentials parsed;
  parsed.url.tls = detail::equal_ignoring_case(scheme, "rtsps");
  if (!parsed.url.tls && !detail::equal_ignoring_case(scheme, "rtsp")) {
    return malformed_url("URL is neither rtsp nor rtsps");
  }
  parsed.url.port = parsed.url.tls ? kRtspsPort : kRtspPort;
  text.remove_prefix(std::min(text.size(), colon + 3));
  std::string_view authority = text.substr(0, text.find_first_of("/?"));
  parsed.url.path = text.substr(authority.size());
  RETURN_IF_ERROR(take_credentials(authority, parsed));
  RETURN_IF_ERROR(take_host(authority, parsed.url));
  return parsed;
}

std::string to_string(const RtspUrl& url) {
  std::string out = url.tls ? "rtsps://" : "rtsp://";
  out += url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
  if (url.port != (url.tls ? kRtspsPort : kRtspPort)) out += ":" + std::to_string(url.port);
  return out + url.path;
}

std::string resolve_control(std::string_view base, std::string_view control) {
  if (control.empty() || control == "*") return std::string{base};
  const std::string_view scheme = control.substr(0, control.find("://"));
  if (detail::equal_ignoring_case(scheme, "rtsp") || detail::equal_ignoring_case(scheme, "rtsps")) {
    return std::string{control};
  }
  std::string out{base};
  if (control.starts_with('/')) control.remove_prefix(1);
  if (!out.ends_with('/')) out += '/';
  return out + std::string{control};
}

}  // namespace media
