// The strict headers on every answer, whoever made it.
#pragma once

#include <string>

#include "web/http/message.h"

namespace http {

// Nothing may be loaded from, framed by or run in an answer of the API.
inline constexpr std::string_view kApiContentSecurityPolicy =
    "default-src 'none'; frame-ancestors 'none'";

// What our own front end needs: its own scripts and styles, and media made in the page. The front
// end is tested under web/headers.json; tests/integration/control holds the two together.
inline constexpr std::string_view kPageContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types svelte-trusted-html";

// Adds what is missing: a response that set its own policy or caching keeps it.
void add_security_headers(Response& response);

}  // namespace http
