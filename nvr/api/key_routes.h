// What set-up waits for, and the keys' recovery key and passphrase.
#pragma once

#include <vector>

#include "appliance/accounts/accounts.h"
#include "nvr/admin/keeper_link.h"
#include "web/http/route.h"

namespace nvr {

struct KeyRoutesParts {  // all outlive the routes
  const appliance::Accounts& accounts;
  KeeperLink& keeper;
};

std::vector<http::Route> key_routes(const KeyRoutesParts& parts);

}  // namespace nvr
