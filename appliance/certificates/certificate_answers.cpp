#include "appliance/certificates/certificate_answers.h"

#include <utility>

#include "appliance/access/access_control.h"
#include "web/http/parameters.h"

namespace appliance {

http::Response invalid_certificate_fields(const std::vector<http::FieldError>& errors) {
  return http::problem(422, "invalid_fields", "Something in the body is not accepted.", errors);
}

http::Response file_problem(const base::Error& error, std::string_view field) {
  const std::string_view code = error.code.empty() ? "unreadable" : error.code;
  return invalid_certificate_fields({{std::string{field}, std::string{code}, error.message}});
}

http::Response certificate_problem(const base::Error& error, std::string_view field) {
  const std::string_view code = error.code;
  switch (error.kind) {
    case base::ErrorKind::InvalidInput:
      return invalid_certificate_fields(
          {{std::string{field}, std::string{code.empty() ? "not_accepted" : code}, error.message}});
    case base::ErrorKind::NotFound:
      return http::no_such("certificate");
    case base::ErrorKind::Exists:
      return http::problem(409, "already_there", error.message);
    case base::ErrorKind::Denied:
      return http::problem(409, "in_use", error.message);
    case base::ErrorKind::Unavailable:
      return http::problem(409, code.empty() ? "not_possible_now" : code, error.message);
    default:
      return http::problem_from(error);
  }
}

void tell_of_certificate(AccessLog& log, const http::Request& request, base::EventKind kind,
                         const std::string& subject, base::Fields fields) {
  fields["by"] = signed_in(request).account.name;
  fields["address"] = request.peer.text();
  log.tell({kind, subject, std::move(fields)});
}

}  // namespace appliance
