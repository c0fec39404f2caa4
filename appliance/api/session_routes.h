// The operations about who one is, alike on every device: claiming it, signing in and out.
// What GET /setup says is each device's own.
#pragma once

#include <vector>

#include "appliance/access/device_access.h"
#include "web/http/route.h"

namespace appliance {

std::vector<http::Route> session_routes(DeviceAccess& access);  // which outlives the routes

}  // namespace appliance
