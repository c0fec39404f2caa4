#include "web/http/message.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cassert>

namespace http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods{{
    {Method::Get, "GET"},
    {Method::Head, "HEAD"},
    {Method::Post, "POST"},
    {Method::Put, "PUT"},
    {Method::Patch, "PATCH"},
    {Method::Delete, "DELETE"},
    {Method::Options, "OPTIONS"},
}};

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

std::string_view to_string(Method method) {
  for (const auto& [value, name] : kMethods) {
    if (value == method) return name;
  }
  return "GET";
}

std::optional<Method> parse_method(std::string_view text) {
  for (const auto& [value, name] : kMethods) {
    if (name == text) return value;
  }
  return std::nullopt;
}

bool Peer::is_ipv4() const {
  return std::ranges::equal(std::span{address}.first<12>(), kMappedPrefix);
}

std::string Peer::text() const {
  std::array<char, INET6_ADDRSTRLEN> out{};
  const char* printed = is_ipv4()
                            ? ::inet_ntop(AF_INET, address.data() + 12, out.data(), out.size())
                            : ::inet_ntop(AF_INET6, address.data(), out.data(), out.size());
  return printed == nullptr ? std::string{} : std::string{printed};
}

std::string_view Request::parameter(std::string_view name) const {
  const auto found = parameters.find(name);
  assert(found != parameters.end());
  return found->second;
}

base::Result<base::Json> Request::json() const {
  return base::parse_json(base::as_text(body), {.bytes_max = body.size() + 1});
}

std::string_view reason_phrase(int status) {
  static const std::map<int, std::string_view> kReasons{
      {100, "Continue"},
      {101, "Switching Protocols"},
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {411, "Length Required"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {417, "Expectation Failed"},
      {421, "Misdirected Request"},
      {422, "Unprocessable Content"},
      {423, "Locked"},
      {426, "Upgrade Required"},
      {428, "Precondition Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {505, "HTTP Version Not Supported"},
      {507, "Insufficient Storage"},
  };
  const auto found = kReasons.find(status);
  return found == kReasons.end() ? std::string_view{"Unknown"} : found->second;
}

Response text_response(int status, std::string_view content_type, std::string_view body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", content_type);
  response.body = base::to_bytes(body);
  return response;
}

Response json_response(int status, const base::Json& value) {
  return text_response(status, "application/json", value.dump());
}

Response empty_response(int status) {
  Response response;
  response.status = status;
  return response;
}

}  // namespace http
