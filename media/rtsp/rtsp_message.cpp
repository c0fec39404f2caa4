#include "media/rtsp/rtsp_message.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "media/detail/text.h"

namespace media {
namespace {

std::string without_control_bytes(std::string_view text) {
  std::string clean{text};
  std::ranges::replace_if(
      clean,
      [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }, ' ');
  return clean;
}

std::string_view usual_reason(int status) {
  static constexpr std::array<std::pair<int, std::string_view>, 18> kReasons{{
      {200, "OK"},
      {301, "Moved Permanently"},
      {302, "Moved Temporarily"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {413, "Request Entity Too Large"},
      {453, "Not Enough Bandwidth"},
      {454, "Session Not Found"},
      {455, "Method Not Valid in This State"},
      {459, "Aggregate Operation Not Allowed"},
      {461, "Unsupported Transport"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
      {551, "Option Not Supported"},
  }};
  const auto* const found =
      std::ranges::find(kReasons, status, &std::pair<int, std::string_view>::first);
  return found == kReasons.end() ? "Other" : found->second;
}

base::Bytes write_message(std::string head, const RtspHeaders& headers, const base::Bytes& body) {
  head += "\r\n";
  for (const auto& [name, value] : headers) head += name + ": " + value + "\r\n";
  if (!body.empty()) head += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  head += "\r\n";
  base::Bytes out = base::to_bytes(head);
  base::append(out, body);
  return out;
}

}  // namespace

RtspHeaders::RtspHeaders(std::initializer_list<Field> fields) {
  for (const Field& field : fields) add(field.name, field.value);
}

void RtspHeaders::add(std::string_view name, std::string_view value) {
  assert(detail::is_token(name));
  fields_.push_back({std::string{name}, without_control_bytes(value)});
}

void RtspHeaders::set(std::string_view name, std::string_view value) {
  std::erase_if(fields_,
                [&](const Field& field) { return detail::equal_ignoring_case(field.name, name); });
  add(name, value);
}

const std::string* RtspHeaders::find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      fields_, [&](const Field& field) { return detail::equal_ignoring_case(field.name, name); });
  return found == fields_.end() ? nullptr : &found->value;
}

std::string_view RtspHeaders::get(std::string_view name) const {
  const std::string* value = find(name);
  return value == nullptr ? std::string_view{} : std::string_view{*value};
}

std::vector<std::string_view> RtspHeaders::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Field& field : fields_) {
    if (detail::equal_ignoring_case(field.name, name)) values.emplace_back(field.value);
  }
  return values;
}

base::Bytes write_rtsp(const RtspRequest& request) {
  assert(detail::is_token(request.method) && !request.uri.empty());
  assert(request.uri.find_first_of(" \t\r\n") == std::string::npos);
  return write_message(request.method + " " + request.uri + " RTSP/1.0", request.headers,
                       request.body);
}

base::Bytes write_rtsp(const RtspResponse& response) {
  assert(response.status >= 100 && response.status <= 599);
  std::string head = "RTSP/1.0 " + std::to_string(response.status) + " ";
  head += response.reason.empty() ? usual_reason(response.status)
                                  : without_control_bytes(response.reason);
  return write_message(std::move(head), response.headers, response.body);
}

void append_interleaved(base::Bytes& out, std::uint8_t channel, base::ByteView packet) {
  assert(packet.size() <= 0xffff);
  const std::array<std::uint8_t, 4> head{'$', channel,
                                         static_cast<std::uint8_t>(packet.size() >> 8),
                                         static_cast<std::uint8_t>(packet.size())};
  base::append(out, head);
  base::append(out, packet);
}

bool rtsp_list_has(std::string_view value, std::string_view token) {
  while (!value.empty()) {
    if (detail::equal_ignoring_case(detail::trim(detail::take_until(value, ',')), token)) {
      return true;
    }
  }
  return false;
}

}  // namespace media
