// Problem documents (RFC 9457): the one shape of every error this server answers with.
//
// `code` is stable and for programs, `detail` is for people and may change. Neither ever repeats
// what the peer sent.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "web/http/message.h"

namespace http {

struct FieldError {
  std::string field;  // a member's name, or a path like "cameras/0/name"
  std::string code;
  std::string detail;
};

Response problem(int status, std::string_view code, std::string_view detail,
                 const std::vector<FieldError>& errors = {});

// For failures of our own that a handler passes on: the kind chooses status and code. The message
// is for operators and stays out of the answer.
Response problem_from(const base::Error& error);

// 503 with Retry-After.
Response overloaded(std::chrono::seconds retry_after);

}  // namespace http
