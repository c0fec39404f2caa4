// What the operations about certificates and authorities answer and tell alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "appliance/access/access_log.h"
#include "base/result.h"
#include "web/http/message.h"
#include "web/http/problem.h"

namespace appliance {

http::Response invalid_certificate_fields(const std::vector<http::FieldError>& errors);  // 422

// For a file that is none, which `field` is.
http::Response file_problem(const base::Error& error, std::string_view field);

// For what the CertificateStore refuses; `field` is what it looked at.
http::Response certificate_problem(const base::Error& error, std::string_view field);

// With who did it, and from where.
void tell_of_certificate(AccessLog& log, const http::Request& request, base::EventKind kind,
                         const std::string& subject, base::Fields fields);

}  // namespace appliance
