// The operations about accounts, alike on every device: what an administrator does with others'
// (R014-R042), and what everybody does with their own.
#pragma once

#include <string>
#include <vector>

#include "appliance/access/device_access.h"
#include "base/clock.h"
#include "web/http/route.h"

namespace appliance {

struct AccountRoutesParts {  // all outlive the routes
  DeviceAccess& access;
  AccessLog& log;
  const base::Clock& clock;
  std::string device;  // what an authenticator app calls it
};

std::vector<http::Route> account_routes(const AccountRoutesParts& parts);
std::vector<http::Route> own_account_routes(const AccountRoutesParts& parts);
// Sessions and tokens: one's own, and for who reviews or manages accounts everybody's.
std::vector<http::Route> access_routes(const AccountRoutesParts& parts);

}  // namespace appliance
