#include "appliance/access/session_cookie.h"

namespace appliance {

std::string_view SessionCookie::token_in(const http::Headers& headers) const {
  std::string_view rest = headers.get("Cookie");
  while (!rest.empty()) {
    const std::size_t end = rest.find(';');
    const std::string_view pair = http::trim_spaces(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name_) {
      return pair.substr(equals + 1);
    }
  }
  return {};
}

std::string SessionCookie::begin(std::string_view token) const {
  return name_ + "=" + std::string{token} + "; Path=/; Secure; HttpOnly; SameSite=Strict";
}

}  // namespace appliance
