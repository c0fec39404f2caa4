#include "nvr/api/route_parts.h"

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

http::OrRefusal<TimeRange> range_in_query(const http::Request& request,
                                          const std::optional<TimeRange>& fallback) {
  TimeRange range;
  VALUE_OR_REFUSE(
      range.from,
      time_in_query(request, "from", fallback ? std::optional{fallback->from} : std::nullopt));
  VALUE_OR_REFUSE(range.to, time_in_query(request, "to",
                                          fallback ? std::optional{fallback->to} : std::nullopt));
  const bool given = !fallback || request.target.parameter("from") != nullptr ||
                     request.target.parameter("to") != nullptr;
  if (given && range.from >= range.to) return http::bad_parameter("to", "It is after from.");
  return range;
}

http::OrRefusal<std::string> stream_in_query(const http::Request& request) {
  const std::string* text = request.target.parameter("stream");
  if (text == nullptr) return std::string{"main"};
  if (*text != "main" && *text != "sub") return http::bad_parameter("stream", "It is main or sub.");
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
      return http::no_such("camera");
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

}  // namespace nvr
