// Set-up, signing in and out, and the keys' passphrase: operations about who one is.
#pragma once

#include <vector>

#include "appliance/access/session_cookie.h"
#include "appliance/access/sign_in.h"
#include "nvr/admin/keeper_link.h"
#include "web/http/route.h"

namespace nvr {

struct SessionRoutesParts {  // all outlive the routes
  appliance::Accounts& accounts;
  appliance::SignIn& sign_in;
  KeeperLink& keeper;
  const appliance::SessionCookie& cookie;
};

std::vector<http::Route> session_routes(const SessionRoutesParts& parts);  // and set-up's first
std::vector<http::Route> key_routes(const SessionRoutesParts& parts);  // recovery and passphrase

}  // namespace nvr
