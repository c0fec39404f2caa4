// What set-up waits for, the keys' recovery key and passphrase, and their life: unlocking and
// locking, recipients, rotation, erasure, grants.
#pragma once

#include <vector>

#include "appliance/accounts/accounts.h"
#include "nvr/admin/keeper_link.h"
#include "nvr/view/footage_view.h"
#include "web/http/route.h"

namespace nvr {

struct KeyRoutesParts {  // all outlive the routes
  const appliance::Accounts& accounts;
  KeeperLink& keeper;
  const FootageView& view;  // the cameras' names
};

std::vector<http::Route> key_routes(const KeyRoutesParts& parts);
std::vector<http::Route> key_life_routes(const KeyRoutesParts& parts);

}  // namespace nvr
