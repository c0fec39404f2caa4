// The Authorizer of a device's HTTP interface: who asks, whether they may, and whether it is they
// who ask.
//
// In order: our own origin, for writes and WebSockets (403 foreign_origin); until the device is set
// up nothing but set-up answers (403 setup_required); a token, or a session's cookie (401
// not_signed_in); a password that must be changed first (403 password_change_required); what the
// account and the token may (403 forbidden), and on this camera (404, as for one that is not
// there); for writes of a session its CSRF token (403 csrf_token_wrong). Every refusal is told to
// the AccessLog. Safe from any thread; never blocks. Specification: docs/design/access.md.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "appliance/access/access_log.h"
#include "appliance/access/api_tokens.h"
#include "appliance/access/permissions.h"
#include "appliance/access/session_cookie.h"
#include "appliance/access/sessions.h"
#include "appliance/accounts/accounts.h"
#include "base/clock.h"
#include "web/http/router.h"

namespace appliance {

// What the Authorizer attaches to a request.
struct SignedIn : http::Identity {
  Account account;  // what it may is what the token leaves of it
  Session session;  // of a token: only its id
  std::string csrf_token;
  std::optional<base::Id> token;
};

// Of a route that needs a permission only those have who are known.
const SignedIn& signed_in(const http::Request& request);

// For operations that name their camera elsewhere than in the path, or several.
bool may_on_camera(const http::Request& request, http::Permission permission,
                   const base::Id& camera);

class AccessControl {
 public:
  struct Parts {  // all outlive this and every router that has its authorizer
    const Accounts& accounts;
    Sessions& sessions;
    ApiTokens& tokens;
    AccessLog& log;
    const base::Clock& clock;
  };

  AccessControl(const Parts& parts, SessionCookie cookie)
      : parts_{parts}, cookie_{std::move(cookie)} {}

  std::optional<http::Response> authorize(http::Request& request, const http::Access& access) const;
  http::Authorizer authorizer() const {
    return [this](http::Request& request, const http::Access& access) {
      return authorize(request, access);
    };
  }

  // Whether whoever asked still may, here or on a camera: for what goes on after the answer began.
  // Asking counts as use of the session.
  using Watch = std::function<bool(const std::optional<base::Id>& camera)>;
  Watch watch(const http::Request& request, http::Permission permission) const;

  const SessionCookie& cookie() const { return cookie_; }

 private:
  std::optional<http::Response> refuse(const http::Request& request, int status,
                                       std::string_view code, std::string_view detail) const;
  std::optional<http::Response> refuse_beyond_rights(const http::Request& request,
                                                     http::Permission permission) const;
  std::shared_ptr<const SignedIn> identify(const http::Request& request) const;
  std::shared_ptr<const SignedIn> by_token(std::string_view secret) const;
  std::optional<Account> valid_account(const base::Id& id) const;

  Parts parts_;
  SessionCookie cookie_;
};

}  // namespace appliance
