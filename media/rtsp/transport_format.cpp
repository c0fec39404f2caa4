#include "media/rtsp/transport_format.h"

#include <concepts>

#include "base/byte_order.h"
#include "media/detail/text.h"

namespace media {
namespace {

constexpr std::size_t kAlternativesMax = 16;

base::Error malformed_header(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

std::string_view unquote(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.starts_with('"') && text.ends_with('"');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// What a header can carry without being read differently.
bool is_plain(std::string_view text) {
  return detail::is_printable(text) && text.find_first_of("\";,\t ") == std::string_view::npos;
}

// "a-b"; "a" alone means a and the number after it.
template <std::unsigned_integral Number>
bool parse_pair(std::string_view text, std::optional<std::pair<Number, Number>>& pair) {
  const bool single = text.find('-') == std::string_view::npos;
  const auto first = detail::parse_integer<Number>(detail::take_until(text, '-'));
  if (!first) return false;
  const auto second =
      single ? static_cast<Number>(*first + 1) : detail::parse_integer<Number>(text);
  if (!second) return false;
  pair = {*first, *second};
  return true;
}

template <std::unsigned_integral Number>
bool parse_number(std::string_view text, int base, std::optional<Number>& number) {
  number = detail::parse_integer<Number>(text, base);
  return number.has_value();
}

bool parse_text(std::string_view text, std::string& out) {
  out = unquote(text);
  return is_plain(out);
}

// False when a parameter that we know is malformed.
bool take_parameter(std::string_view name, std::string_view value, RtspTransport& transport) {
  const auto is = [name](std::string_view known) {
    return detail::equal_ignoring_case(name, known);
  };
  if (is("multicast")) transport.unicast = false;
  if (is("interleaved")) return parse_pair(value, transport.interleaved);
  if (is("client_port")) return parse_pair(value, transport.client_port);
  if (is("server_port")) return parse_pair(value, transport.server_port);
  if (is("port")) return parse_pair(value, transport.port);
  if (is("ssrc")) return parse_number(value, 16, transport.ssrc);
  if (is("ttl")) return parse_number(value, 10, transport.ttl);
  if (is("destination")) return parse_text(value, transport.destination);
  if (is("source")) return parse_text(value, transport.source);
  if (is("mode")) return parse_text(value, transport.mode);
  return true;
}

bool take_protocol(std::string_view name, RtspTransport& transport) {
  const auto profile = [&name] { return detail::take_until(name, '/'); };
  if (!detail::equal_ignoring_case(profile(), "RTP")) return false;
  const std::string_view kind = profile();
  transport.secure = detail::equal_ignoring_case(kind, "SAVP");
  if (!transport.secure && !detail::equal_ignoring_case(kind, "AVP")) return false;
  transport.tcp = detail::equal_ignoring_case(name, "TCP");
  return transport.tcp || name.empty() || detail::equal_ignoring_case(name, "UDP");
}

template <std::unsigned_integral Number>
void append_pair(std::string& out, std::string_view name,
                 const std::optional<std::pair<Number, Number>>& pair) {
  if (!pair) return;
  out += ";" + std::string{name} + "=" + std::to_string(pair->first) + "-" +
         std::to_string(pair->second);
}

void append_text(std::string& out, std::string_view name, const std::string& value) {
  if (!value.empty()) out += ";" + std::string{name} + "=" + value;
}

std::string eight_hex_digits(std::uint32_t value) {
  base::ByteWriter bytes;
  bytes.put(value);
  return base::hex(bytes.view());
}

}  // namespace

base::Result<std::vector<RtspTransport>> parse_transports(std::string_view value) {
  std::vector<RtspTransport> transports;
  for (std::size_t count = 0; !value.empty(); ++count) {
    if (count == kAlternativesMax) return malformed_header("too many RTSP transports");
    std::string_view rest = detail::take_until(value, ',');
    RtspTransport transport;
    if (!take_protocol(detail::trim(detail::take_until(rest, ';')), transport)) continue;
    while (!rest.empty()) {
      std::string_view text = detail::trim(detail::take_until(rest, ';'));
      const std::string_view name = detail::take_until(text, '=');
      if (!take_parameter(name, text, transport)) {
        return malformed_header("broken parameter of an RTSP transport");
      }
    }
    transports.push_back(std::move(transport));
  }
  return transports;
}

std::string to_string(const RtspTransport& transport) {
  std::string out = transport.secure ? "RTP/SAVP" : "RTP/AVP";
  if (transport.tcp) out += "/TCP";
  out += transport.unicast ? ";unicast" : ";multicast";
  append_text(out, "destination", transport.destination);
  append_text(out, "source", transport.source);
  append_pair(out, "interleaved", transport.interleaved);
  append_pair(out, "port", transport.port);
  append_pair(out, "client_port", transport.client_port);
  append_pair(out, "server_port", transport.server_port);
  if (transport.ttl) out += ";ttl=" + std::to_string(*transport.ttl);
  if (transport.ssrc) out += ";ssrc=" + eight_hex_digits(*transport.ssrc);
  append_text(out, "mode", transport.mode);
  return out;
}

}  // namespace media
