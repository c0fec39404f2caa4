#include "media/rtsp/session_headers_format.h"

#include <algorithm>

#include "media/detail/text.h"

namespace media {
namespace {

constexpr std::size_t kRtpInfoStreamsMax = 16;
constexpr std::size_t kSessionIdBytesMax = 256;
constexpr std::uint32_t kDefaultTimeout_s = 60;

base::Error malformed_session(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

// URLs hold commas and semicolons of their own, so a stream ends where the next one begins.
std::string_view take_stream(std::string_view& rest) {
  for (std::size_t comma = rest.find(','); comma != std::string_view::npos;
       comma = rest.find(',', comma + 1)) {
    const std::string_view next = detail::trim(rest.substr(comma + 1));
    if (!detail::equal_ignoring_case(next.substr(0, 4), "url=")) continue;
    const std::string_view stream = rest.substr(0, comma);
    rest = next;
    return stream;
  }
  return std::exchange(rest, {});
}

// Takes ";name=digits" off the end of `text`, if it is there. False when it is malformed.
template <typename Number>
bool take_trailing(std::string_view& text, std::string_view name, std::optional<Number>& number) {
  const auto at = text.rfind(';');
  if (at == std::string_view::npos) return true;
  std::string_view value = detail::trim(text.substr(at + 1));
  if (!detail::equal_ignoring_case(detail::take_until(value, '='), name)) return true;
  text = detail::trim(text.substr(0, at));
  number = detail::parse_integer<Number>(value);
  return number.has_value();
}

base::Result<RtpInfo> parse_stream(std::string_view text) {
  text = detail::trim(text);
  if (!detail::equal_ignoring_case(text.substr(0, 4), "url=")) {
    return malformed_session("RTP-Info without a URL");
  }
  RtpInfo info;
  // In either order.
  const bool whole = take_trailing(text, "seq", info.sequence) &&
                     take_trailing(text, "rtptime", info.rtp_time) &&
                     (info.sequence || take_trailing(text, "seq", info.sequence));
  text.remove_prefix(4);
  if (!whole || !detail::is_printable(text) || detail::trim(text) != text) {
    return malformed_session("broken RTP-Info");
  }
  info.url = text;
  return info;
}

}  // namespace

base::Result<std::vector<RtpInfo>> parse_rtp_info(std::string_view value) {
  std::vector<RtpInfo> streams;
  value = detail::trim(value);
  while (!value.empty()) {
    if (streams.size() == kRtpInfoStreamsMax) return malformed_session("too many RTP-Info streams");
    ASSIGN_OR_RETURN(RtpInfo info, parse_stream(take_stream(value)));
    streams.push_back(std::move(info));
  }
  return streams;
}

std::string to_string(const std::vector<RtpInfo>& streams) {
  std::string out;
  for (const RtpInfo& info : streams) {
    out += (out.empty() ? "url=" : ",url=") + info.url;
    if (info.sequence) out += ";seq=" + std::to_string(*info.sequence);
    if (info.rtp_time) out += ";rtptime=" + std::to_string(*info.rtp_time);
  }
  return out;
}

base::Result<RtspSession> parse_rtsp_session(std::string_view value) {
  RtspSession session;
  const std::string_view id = detail::trim(detail::take_until(value, ';'));
  const bool plain = !id.empty() && id.size() <= kSessionIdBytesMax &&
                     std::ranges::all_of(id, [](char c) { return c > 0x20 && c < 0x7f; });
  if (!plain) return malformed_session("broken RTSP session identifier");
  session.id = id;
  while (!value.empty()) {
    std::string_view text = detail::trim(detail::take_until(value, ';'));
    if (!detail::equal_ignoring_case(detail::take_until(text, '='), "timeout")) continue;
    const auto seconds = detail::parse_integer<std::uint32_t>(text);
    if (!seconds) return malformed_session("broken RTSP session timeout");
    session.timeout_s = *seconds;
  }
  return session;
}

std::string to_string(const RtspSession& session) {
  if (session.timeout_s == kDefaultTimeout_s) return session.id;
  return session.id + ";timeout=" + std::to_string(session.timeout_s);
}

}  // namespace media
