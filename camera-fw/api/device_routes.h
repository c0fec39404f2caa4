// What the camera tells of itself: whether it is claimed, and what it is.
#pragma once

#include <functional>
#include <vector>

#include "appliance/accounts/accounts.h"
#include "camera-fw/api/device_info.h"
#include "web/http/route.h"

namespace camera_fw {

// `accounts` outlives the routes; `info` gives what is true when asked.
std::vector<http::Route> device_routes(const appliance::Accounts& accounts,
                                       std::function<DeviceInfo()> info);

}  // namespace camera_fw
