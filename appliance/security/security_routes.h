// The operation that tells what is weak: GET /api/v1/security.
#pragma once

#include <functional>
#include <vector>

#include "appliance/access/device_access.h"
#include "appliance/hosts/host_gate.h"
#include "appliance/security/weaknesses.h"
#include "web/http/route.h"

namespace appliance {

struct SecurityRoutesParts {  // all outlive the routes
  DeviceAccess& access;
  HostGate& hosts;
  const base::Clock& clock;
  // What only this kind of device has; none: nothing more.
  std::function<std::vector<Weakness>()> more{};
};

std::vector<http::Route> security_routes(const SecurityRoutesParts& parts);

}  // namespace appliance
