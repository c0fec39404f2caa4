// The operations about who one is, alike on every device: claiming it, signing in and out.
// What GET /setup says is each device's own.
#pragma once

#include <functional>
#include <vector>

#include "appliance/access/device_access.h"
#include "web/http/route.h"

namespace appliance {

struct SessionRoutesParts {  // all outlive the routes
  DeviceAccess& access;
  // Shown each password that was accepted, for what a device keeps besides its hash. Optional.
  std::function<void(const Account&, const crypto::Secret&)> on_password{};
};

std::vector<http::Route> session_routes(const SessionRoutesParts& parts);

}  // namespace appliance
