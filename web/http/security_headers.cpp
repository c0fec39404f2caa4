#include "web/http/security_headers.h"

#include <array>
#include <utility>

namespace http {

void add_security_headers(Response& response) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kDefaults{{
      {"Strict-Transport-Security", "max-age=31536000"},
      {"Content-Security-Policy", kApiContentSecurityPolicy},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Embedder-Policy", "require-corp"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy",
       "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), serial=(), "
       "usb=(), fullscreen=(self)"},
      {"X-Frame-Options", "DENY"},
      {"Cache-Control", "no-store"},
  }};
  for (const auto& [name, value] : kDefaults) response.headers.set_if_absent(name, value);
}

}  // namespace http
