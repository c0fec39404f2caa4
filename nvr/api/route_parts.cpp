#include "nvr/api/route_parts.h"

#include <charconv>
#include <utility>

#include "nvr/admin/keeper_client.h"

namespace nvr {
namespace {

using base::ErrorKind;

http::Response unavailable(std::string_view code, std::string_view detail) {
  http::Response response = http::problem(503, code, detail);
  response.headers.set("Retry-After", "5");
  return response;
}

}  // namespace

http::Response bad_parameter(std::string_view name, std::string_view detail) {
  return http::problem(422, "invalid_fields", "A parameter is not accepted.",
                       {{std::string{name}, "malformed", std::string{detail}}});
}

http::Response no_such(std::string_view what) {
  return http::problem(404, "not_found", "There is no such " + std::string{what} + ".");
}

OrRefusal<base::Id> id_in_path(const http::Request& request, std::string_view name) {
  const auto id = base::parse_id(request.parameter(name));
  if (!id) return no_such(name);
  return *id;
}

OrRefusal<base::WallTime> time_in_query(const http::Request& request, std::string_view name,
                                        std::optional<base::WallTime> fallback) {
  const std::string* text = request.target.parameter(name);
  if (text == nullptr && fallback) return *fallback;
  if (text == nullptr) return bad_parameter(name, "It is needed.");
  const auto time = base::parse_rfc3339(*text);
  if (!time) return bad_parameter(name, "It is a time like 2026-11-20T21:14:08.250Z.");
  return *time;
}

OrRefusal<TimeRange> range_in_query(const http::Request& request,
                                    const std::optional<TimeRange>& fallback) {
  TimeRange range;
  VALUE_OR_REFUSE(
      range.from,
      time_in_query(request, "from", fallback ? std::optional{fallback->from} : std::nullopt));
  VALUE_OR_REFUSE(range.to, time_in_query(request, "to",
                                          fallback ? std::optional{fallback->to} : std::nullopt));
  const bool given = !fallback || request.target.parameter("from") != nullptr ||
                     request.target.parameter("to") != nullptr;
  if (given && range.from >= range.to) return bad_parameter("to", "It is after from.");
  return range;
}

OrRefusal<std::int64_t> number_in_query(const http::Request& request, std::string_view name,
                                        std::int64_t min, std::int64_t max,
                                        std::optional<std::int64_t> fallback) {
  const std::string* text = request.target.parameter(name);
  if (text == nullptr && fallback) return *fallback;
  if (text == nullptr) return bad_parameter(name, "It is needed.");
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size() || number < min || number > max) {
    return bad_parameter(name, "It is a whole number from " + std::to_string(min) + " to " +
                                   std::to_string(max) + ".");
  }
  return number;
}

OrRefusal<std::string> stream_in_query(const http::Request& request) {
  const std::string* text = request.target.parameter("stream");
  if (text == nullptr) return std::string{"main"};
  if (*text != "main" && *text != "sub") return bad_parameter("stream", "It is main or sub.");
  return *text;
}

http::Response keeper_problem(const base::Error& error) {
  if (is_locked(error)) return unavailable("keys_locked", "The keys are locked.");
  switch (error.kind) {
    case ErrorKind::Unavailable:
      // The keeper's own limits, or no keeper: for who asks it is the same.
      return unavailable("keeper_unavailable", "The keeper of the keys does not answer now.");
    case ErrorKind::Timeout:
      return unavailable("keeper_unavailable", "The keeper of the keys does not answer in time.");
    case ErrorKind::NotFound:
      return http::problem(409, "key_gone", "The key of that day is not there any more.");
    default:
      return http::problem_from(error);
  }
}

http::Response recorder_problem(const base::Error& error) {
  switch (error.kind) {
    case ErrorKind::Unavailable:
    case ErrorKind::Timeout:
      return unavailable("recorder_unavailable", "The recorder does not answer now.");
    case ErrorKind::NotFound:
      return no_such("camera");
    case ErrorKind::InvalidInput:
      return http::problem(422, "invalid_fields", "The recorder does not take this.");
    default:
      return http::problem_from(error);
  }
}

http::Response footage_problem(const base::Error& error) {
  switch (error.kind) {
    case ErrorKind::NotFound:
      return http::problem(404, "nothing_recorded", "Nothing is recorded there.");
    case ErrorKind::Corrupt:
      return http::problem(409, "altered", "What is stored there is not what was written.");
    default:
      return keeper_problem(error);
  }
}

http::Route blocking(http::Method method, std::string path, std::string operation,
                     http::Permission permission,
                     std::function<http::Response(const http::Request&)> answer) {
  return {.method = method,
          .path = std::move(path),
          .operation_id = std::move(operation),
          .access = http::Access::needs(permission),
          .handler = http::Blocking{std::move(answer)}};
}

}  // namespace nvr
