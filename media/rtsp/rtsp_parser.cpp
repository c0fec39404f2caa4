#include "media/rtsp/rtsp_parser.h"

#include <algorithm>
#include <utility>

#include "base/byte_order.h"
#include "media/detail/text.h"

namespace media {
namespace {

constexpr std::string_view kRtspVersion = "RTSP/1.0";
constexpr std::size_t kInterleavedHeaderBytes = 4;

base::Error malformed_rtsp(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

struct RtspHead {
  RtspMessage message;
  std::optional<std::size_t> content_length;
};

base::Result<RtspMessage> parse_status_line(std::string_view line) {
  line.remove_prefix(std::min(line.size(), kRtspVersion.size() + 1));
  RtspResponse response;
  const std::string_view digits = detail::take_until(line, ' ');
  const auto status = detail::parse_integer<unsigned>(digits);
  if (!status || digits.size() != 3 || *status < 100 || *status > 599) {
    return malformed_rtsp("broken RTSP status line");
  }
  response.status = static_cast<int>(*status);
  response.reason = detail::trim(line);
  return RtspMessage{std::move(response)};
}

base::Result<RtspMessage> parse_rtsp_request_line(std::string_view line) {
  RtspRequest request;
  request.method = detail::take_until(line, ' ');
  request.uri = detail::take_until(line, ' ');
  const bool whole = detail::is_token(request.method) && !request.uri.empty() &&
                     request.uri.find('\t') == std::string::npos;
  if (!whole) return malformed_rtsp("broken RTSP request line");
  if (line != kRtspVersion) return malformed_rtsp("RTSP version is not 1.0");
  return RtspMessage{std::move(request)};
}

base::Result<RtspMessage> parse_start_line(std::string_view line) {
  if (line.starts_with("RTSP/1.0 ")) return parse_status_line(line);
  if (line.starts_with("RTSP/")) return malformed_rtsp("RTSP version is not 1.0");
  return parse_rtsp_request_line(line);
}

RtspHeaders& headers_of(RtspMessage& message) {
  auto* const request = std::get_if<RtspRequest>(&message);
  return request != nullptr ? request->headers : std::get<RtspResponse>(message).headers;
}

base::Result<void> parse_rtsp_field(std::string_view line, RtspHead& head) {
  std::string_view value = line;
  const std::string_view name = detail::take_until(value, ':');
  // Also catches folded lines and spaces before the colon: a space is no token character.
  if (!detail::is_token(name) || name.size() == line.size()) {
    return malformed_rtsp("broken RTSP header");
  }
  value = detail::trim(value);
  if (!detail::equal_ignoring_case(name, "Content-Length")) {
    headers_of(head.message).add(name, value);
    return {};
  }
  const auto length = detail::parse_integer<std::size_t>(value);
  if (!length || (head.content_length && head.content_length != length)) {
    return malformed_rtsp("broken RTSP Content-Length");
  }
  head.content_length = length;
  return {};
}

base::Result<std::string_view> take_line(std::string_view& text) {
  std::string_view line = detail::take_until(text, '\n');
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!detail::is_printable(line)) return malformed_rtsp("control byte in an RTSP head");
  return line;
}

base::Result<RtspHead> parse_rtsp_head(std::string_view text, std::size_t fields_max) {
  ASSIGN_OR_RETURN(const std::string_view start, take_line(text));
  ASSIGN_OR_RETURN(RtspMessage message, parse_start_line(start));
  RtspHead head{std::move(message), std::nullopt};
  for (std::size_t fields = 0;; ++fields) {
    ASSIGN_OR_RETURN(const std::string_view line, take_line(text));
    if (line.empty()) return head;
    if (fields == fields_max) return malformed_rtsp("too many RTSP headers");
    RETURN_IF_ERROR(parse_rtsp_field(line, head));
  }
}

void set_body(RtspMessage& message, base::ByteView body) {
  if (auto* const request = std::get_if<RtspRequest>(&message)) {
    request->body.assign(body.begin(), body.end());
  } else {
    std::get<RtspResponse>(message).body.assign(body.begin(), body.end());
  }
}

bool can_start_message(std::uint8_t byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

}  // namespace

void RtspParser::push(base::ByteView bytes) {
  if (broken_) return;
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(start_));
  start_ = 0;
  base::append(buffer_, bytes);
}

base::Result<std::optional<RtspMessage>> RtspParser::next() {
  if (broken_) return *broken_;
  auto message = parse_next();
  if (!message) {
    broken_ = message.error();
    buffer_ = {};
    start_ = 0;
  }
  return message;
}

base::Result<std::optional<RtspMessage>> RtspParser::parse_next() {
  if (scanned_ == 0) {
    const base::ByteView bytes = rest();
    const auto begin =
        std::ranges::find_if(bytes, [](std::uint8_t byte) { return byte != '\r' && byte != '\n'; });
    consume(static_cast<std::size_t>(begin - bytes.begin()));
  }
  if (rest().empty() || rest().size() < needed_) return std::optional<RtspMessage>{};
  if (rest().front() == '$') return take_interleaved();
  if (!can_start_message(rest().front())) return malformed_rtsp("this is not RTSP");
  return take_message();
}

std::optional<RtspMessage> RtspParser::take_interleaved() {
  base::ByteReader reader{rest()};
  reader.take(1);
  RtspInterleaved frame{reader.get<std::uint8_t>(), {}};
  const auto length = reader.get<std::uint16_t>();
  frame.packet = reader.take(length);
  if (reader.failed()) return std::nullopt;
  consume(kInterleavedHeaderBytes + length);
  return frame;
}

base::Result<std::optional<RtspMessage>> RtspParser::take_message() {
  ASSIGN_OR_RETURN(const auto head_bytes, find_head_end());
  if (!head_bytes) return std::optional<RtspMessage>{};
  const std::string_view text = base::as_text(rest().first(*head_bytes));
  ASSIGN_OR_RETURN(RtspHead head, parse_rtsp_head(text, limits_.fields_max));
  const std::size_t body_bytes = head.content_length.value_or(0);
  if (body_bytes > limits_.body_bytes_max) return malformed_rtsp("RTSP body is too large");
  needed_ = *head_bytes + body_bytes;
  if (rest().size() < needed_) return std::optional<RtspMessage>{};
  set_body(head.message, rest().subspan(*head_bytes, body_bytes));
  consume(needed_);
  return std::optional{std::move(head.message)};
}

// The blank line is found by looking back from each line feed, so that no more than new bytes are
// looked at.
base::Result<std::optional<std::size_t>> RtspParser::find_head_end() {
  const std::string_view text = base::as_text(rest());
  for (; scanned_ < std::min(text.size(), limits_.head_bytes_max); ++scanned_) {
    if (text[scanned_] != '\n') continue;
    const std::string_view before = text.substr(0, scanned_);
    if (before.ends_with('\n') || before.ends_with("\n\r")) return std::optional{scanned_ + 1};
  }
  if (text.size() > limits_.head_bytes_max) return malformed_rtsp("RTSP head is too large");
  return std::optional<std::size_t>{};
}

void RtspParser::consume(std::size_t count) {
  start_ += count;
  scanned_ = 0;
  needed_ = 0;
}

}  // namespace media
