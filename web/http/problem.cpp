#include "web/http/problem.h"

#include <utility>

namespace http {

Response problem(int status, std::string_view code, std::string_view detail,
                 const std::vector<FieldError>& errors) {
  base::Json document;
  document["type"] = "urn:custody:problem:" + std::string{code};
  document["title"] = reason_phrase(status);
  document["status"] = status;
  document["code"] = code;
  document["detail"] = detail;
  if (!errors.empty()) {
    base::Json::Array list;
    for (const FieldError& error : errors) {
      base::Json entry;
      entry["field"] = error.field;
      entry["code"] = error.code;
      entry["detail"] = error.detail;
      list.push_back(std::move(entry));
    }
    document["errors"] = std::move(list);
  }
  return text_response(status, "application/problem+json", document.dump());
}

Response problem_from(const base::Error& error) {
  switch (error.kind) {
    case base::ErrorKind::InvalidInput:
      return problem(400, "invalid_input", "The request is not acceptable.");
    case base::ErrorKind::NotFound:
      return problem(404, "not_found", "There is no such thing.");
    case base::ErrorKind::Exists:
      return problem(409, "exists", "It exists already.");
    case base::ErrorKind::Denied:
      return problem(403, "forbidden", "This is not allowed.");
    case base::ErrorKind::Timeout:
      return problem(504, "timeout", "It took too long.");
    case base::ErrorKind::Unavailable:
      return problem(503, "unavailable", "This is not available now.");
    case base::ErrorKind::DiskFull:
      return problem(507, "disk_full", "There is no space left.");
    case base::ErrorKind::Corrupt:
    case base::ErrorKind::Io:
      break;
  }
  return problem(500, "internal_error", "Something failed here; the log says more.");
}

Response overloaded(std::chrono::seconds retry_after) {
  Response response = problem(503, "overloaded", "Too much is asked at once; try again later.");
  response.headers.set("Retry-After", std::to_string(retry_after.count()));
  return response;
}

}  // namespace http
