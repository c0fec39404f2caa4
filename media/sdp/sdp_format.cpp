#include "media/sdp/sdp_format.h"

#include <algorithm>
#include <cassert>
#include <charconv>

#include "media/detail/text.h"

namespace media::sdp {
namespace {

constexpr double kFramerateMax = 1000;

base::Error malformed_sdp(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

// The first format of that payload type, as all lines about it must mean the same.
Format* find_format(Media& media, std::string_view payload_type) {
  const auto number = detail::parse_integer<std::uint8_t>(payload_type);
  const auto found = std::ranges::find_if(
      media.formats, [&](const Format& format) { return number == format.payload_type; });
  return found == media.formats.end() ? nullptr : &*found;
}

void take_rtpmap(std::string_view value, Media& media) {
  Format* const format = find_format(media, detail::take_until(value, ' '));
  value = detail::trim(value);
  const std::string_view encoding = detail::take_until(value, '/');
  const auto clock_rate = detail::parse_integer<std::uint32_t>(detail::take_until(value, '/'));
  const auto channels = value.empty() ? 1 : detail::parse_integer<std::uint8_t>(value).value_or(0);
  const bool whole = detail::is_token(encoding) && clock_rate.value_or(0) > 0 && channels > 0;
  if (format == nullptr || !whole) return;
  format->encoding = encoding;
  format->clock_rate = *clock_rate;
  format->channels = static_cast<std::uint8_t>(channels);
}

void take_fmtp(std::string_view value, Media& media) {
  Format* const format = find_format(media, detail::take_until(value, ' '));
  if (format == nullptr) return;
  while (!value.empty() && format->parameters.size() < kParametersMax) {
    std::string_view text = detail::take_until(value, ';');
    const std::string_view name = detail::trim(detail::take_until(text, '='));
    if (!name.empty()) format->parameters.emplace_back(name, detail::trim(text));
  }
}

void take_framerate(std::string_view value, Media& media) {
  double rate = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), rate);
  const bool whole = error == std::errc{} && end == value.data() + value.size();
  if (whole && rate > 0 && rate <= kFramerateMax) media.framerate = rate;
}

std::optional<Direction> direction_of(std::string_view name) {
  if (name == "sendrecv") return Direction::SendReceive;
  if (name == "sendonly") return Direction::SendOnly;
  if (name == "recvonly") return Direction::ReceiveOnly;
  if (name == "inactive") return Direction::Inactive;
  return std::nullopt;
}

std::string_view name_of(Direction direction) {
  switch (direction) {
    case Direction::SendOnly:
      return "sendonly";
    case Direction::ReceiveOnly:
      return "recvonly";
    case Direction::Inactive:
      return "inactive";
    case Direction::SendReceive:
      break;
  }
  return "sendrecv";
}

class SdpReader {
 public:
  base::Result<void> take(char type, std::string_view value) {
    Media* const media = session_.media.empty() ? nullptr : &session_.media.back();
    switch (type) {
      case 'm':
        return take_media(value);
      case 'a':
        take_attribute(value, media);
        break;
      case 'c':
        take_connection(value, media != nullptr ? media->connection : session_.connection);
        break;
      case 'b':
        if (media != nullptr) take_bandwidth(value, *media);
        break;
      case 'o':
        take_origin(value);
        break;
      case 's':
        if (!value.empty()) session_.name = value;
        break;
      default:
        break;
    }
    return {};
  }

  Session finish() && { return std::move(session_); }

 private:
  base::Result<void> take_media(std::string_view value) {
    if (session_.media.size() == kMediaMax) return malformed_sdp("too many media in the SDP");
    Media media;
    media.type = detail::take_until(value, ' ');
    std::string_view ports = detail::take_until(value, ' ');
    const auto port = detail::parse_integer<std::uint16_t>(detail::take_until(ports, '/'));
    media.protocol = detail::take_until(value, ' ');
    if (media.type.empty() || !port || media.protocol.empty()) {
      return malformed_sdp("broken media line in the SDP");
    }
    media.port = *port;
    media.direction = direction_;
    while (!value.empty()) {
      const auto type = detail::parse_integer<std::uint8_t>(detail::take_until(value, ' '));
      if (!type || *type > 127) continue;  // of a protocol that is not RTP
      if (media.formats.size() == kFormatsMax) return malformed_sdp("too many formats in the SDP");
      media.formats.push_back({.payload_type = *type});
    }
    session_.media.push_back(std::move(media));
    return {};
  }

  void take_attribute(std::string_view value, Media* media) {
    const std::string_view name = detail::take_until(value, ':');
    value = detail::trim(value);
    if (const auto direction = direction_of(name)) {
      (media != nullptr ? media->direction : direction_) = *direction;
    } else if (name == "control") {
      (media != nullptr ? media->control : session_.control) = value;
    } else if (media == nullptr) {
      if (name == "range") session_.range = value;
    } else if (name == "rtpmap") {
      take_rtpmap(value, *media);
    } else if (name == "fmtp") {
      take_fmtp(value, *media);
    } else if (name == "framerate") {
      take_framerate(value, *media);
    }
  }

  static void take_connection(std::string_view value, std::string& out) {
    detail::take_until(value, ' ');  // IN
    detail::take_until(value, ' ');  // IP4 or IP6: the address tells
    out = detail::take_until(value, ' ');
  }

  static void take_bandwidth(std::string_view value, Media& media) {
    if (detail::take_until(value, ':') != "AS") return;
    media.bandwidth_kbps = detail::parse_integer<std::uint32_t>(value).value_or(0);
  }

  void take_origin(std::string_view value) {
    detail::take_until(value, ' ');  // user
    const auto id = detail::parse_integer<std::uint64_t>(detail::take_until(value, ' '));
    const auto version = detail::parse_integer<std::uint64_t>(detail::take_until(value, ' '));
    std::string address;
    take_connection(value, address);
    if (!id || !version || address.empty()) return;
    session_.id = *id;
    session_.version = *version;
    session_.origin_address = std::move(address);
  }

  Session session_;
  Direction direction_ = Direction::SendReceive;  // of the session: what media begin with
};

std::string with_address_type(const std::string& address) {
  return (address.find(':') == std::string::npos ? "IN IP4 " : "IN IP6 ") + address;
}

void append_format(std::string& out, const Format& format) {
  const std::string type = std::to_string(format.payload_type);
  if (!format.encoding.empty()) {
    out += "a=rtpmap:" + type + " " + format.encoding + "/" + std::to_string(format.clock_rate);
    if (format.channels > 1) out += "/" + std::to_string(format.channels);
    out += "\r\n";
  }
  if (format.parameters.empty()) return;
  out += "a=fmtp:" + type;
  char separator = ' ';
  for (const auto& [name, value] : format.parameters) {
    out += separator + name;
    if (!value.empty()) out += "=" + value;
    separator = ';';
  }
  out += "\r\n";
}

void append_media(std::string& out, const Media& media) {
  out += "m=" + media.type + " " + std::to_string(media.port) + " " + media.protocol;
  for (const Format& format : media.formats) {
    assert(format.payload_type < 128);
    out += " " + std::to_string(format.payload_type);
  }
  out += "\r\n";
  if (!media.connection.empty()) out += "c=" + with_address_type(media.connection) + "\r\n";
  if (media.bandwidth_kbps > 0) out += "b=AS:" + std::to_string(media.bandwidth_kbps) + "\r\n";
  for (const Format& format : media.formats) append_format(out, format);
  if (media.framerate) {
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), *media.framerate).ptr;
    out += "a=framerate:" + std::string(std::begin(digits), end) + "\r\n";
  }
  if (media.direction != Direction::SendReceive) {
    out += "a=" + std::string{name_of(media.direction)} + "\r\n";
  }
  if (!media.control.empty()) out += "a=control:" + media.control + "\r\n";
}

}  // namespace

const std::string* Format::parameter(std::string_view name) const {
  const auto found = std::ranges::find_if(parameters, [&](const auto& parameter) {
    return detail::equal_ignoring_case(parameter.first, name);
  });
  return found == parameters.end() ? nullptr : &found->second;
}

base::Result<Session> parse_sdp(std::string_view text) {
  if (text.size() > kSdpBytesMax) return malformed_sdp("SDP is too large");
  if (!text.starts_with("v=0")) return malformed_sdp("this is no SDP");
  SdpReader reader;
  while (!text.empty()) {
    std::string_view line = detail::take_until(text, '\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = detail::trim(line);
    const bool clean = detail::is_printable(line) && line.find('\t') == std::string_view::npos;
    if (line.size() < 2 || line[1] != '=' || !clean) continue;
    RETURN_IF_ERROR(reader.take(line[0], detail::trim(line.substr(2))));
  }
  return std::move(reader).finish();
}

std::string to_string(const Session& session) {
  std::string out = "v=0\r\n";
  out += "o=- " + std::to_string(session.id) + " " + std::to_string(session.version) + " " +
         with_address_type(session.origin_address) + "\r\n";
  out += "s=" + session.name + "\r\n";
  if (!session.connection.empty()) out += "c=" + with_address_type(session.connection) + "\r\n";
  out += "t=0 0\r\n";
  if (!session.control.empty()) out += "a=control:" + session.control + "\r\n";
  if (!session.range.empty()) out += "a=range:" + session.range + "\r\n";
  for (const Media& media : session.media) append_media(out, media);
  return out;
}

}  // namespace media::sdp
