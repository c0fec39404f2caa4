// The Authorizer of a device's HTTP interface: who asks, whether they may, and whether it is they
// who ask.
//
// In order: until the device is set up nothing but set-up answers (403 setup_required); a session's
// cookie (401 not_signed_in); its role (403 forbidden); for writes the session's CSRF token, and
// for writes and WebSockets our own origin (403 csrf_token_wrong, foreign_origin). Every refusal is
// told to the AccessLog. Safe from any thread; never blocks. Specification: docs/design/access.md.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "appliance/access/access_log.h"
#include "appliance/access/session_cookie.h"
#include "appliance/access/sessions.h"
#include "appliance/accounts/accounts.h"
#include "web/http/router.h"

namespace appliance {

// What the Authorizer attaches to a request.
struct SignedIn : http::Identity {
  Account account;
  Session session;
  std::string csrf_token;
};

// Of a route that needs a permission only sessions have.
const SignedIn& signed_in(const http::Request& request);

class AccessControl {
 public:
  // All outlive this and every router that has its authorizer.
  AccessControl(const Accounts& accounts, Sessions& sessions, SessionCookie cookie, AccessLog& log)
      : accounts_{accounts}, sessions_{sessions}, cookie_{std::move(cookie)}, log_{log} {}

  std::optional<http::Response> authorize(http::Request& request, const http::Access& access) const;
  http::Authorizer authorizer() const {
    return [this](http::Request& request, const http::Access& access) {
      return authorize(request, access);
    };
  }
  const SessionCookie& cookie() const { return cookie_; }

 private:
  std::optional<http::Response> refuse(const http::Request& request, int status,
                                       std::string_view code, std::string_view detail) const;
  std::shared_ptr<const SignedIn> identify(const http::Request& request) const;

  const Accounts& accounts_;
  Sessions& sessions_;
  SessionCookie cookie_;
  AccessLog& log_;
};

}  // namespace appliance
