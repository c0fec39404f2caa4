// The cookie that carries a session's token: for this host alone, out of reach of scripts.
//
// Cookies ignore ports, so devices that share a host name, as recorder and camera on one machine
// do, need names of their own. Immutable; safe from any thread. Specification:
// docs/design/access.md.
#pragma once

#include <string>
#include <string_view>

#include "web/http/headers.h"

namespace appliance {

class SessionCookie {
 public:
  explicit SessionCookie(std::string_view device) : name_{"__Host-custody-"} { name_ += device; }

  const std::string& name() const { return name_; }

  // The token out of the Cookie header; empty when there is none.
  std::string_view token_in(const http::Headers& headers) const;

  // Set-Cookie for a session, and for its end.
  std::string begin(std::string_view token) const;
  std::string end() const { return begin("") + "; Max-Age=0"; }

 private:
  std::string name_;
};

}  // namespace appliance
