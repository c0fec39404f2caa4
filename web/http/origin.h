// Which host names and origins a request may speak for.
//
// Host is checked against a list, so that a foreign name that resolves to our address (DNS
// rebinding) reaches nothing. IP addresses and "localhost" need no entry: no foreign page has them
// as its origin. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/http/headers.h"

namespace http {

// `host` as the head parser gives it: lower case, without the port.
bool host_is_allowed(std::string_view host, const std::vector<std::string>& allowed);

// True when the request names no origin (no browser sent it) or exactly our own, judged by Host.
bool is_same_origin(const Headers& headers);

}  // namespace http
