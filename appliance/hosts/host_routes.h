// The operations about the host access list: reading it, replacing it, trying an address.
//
// Replacing is a change that undoes itself unless confirmed, and refused when it would keep out
// whoever asks, unless they insist. Specification: docs/design/host-access.md.
#pragma once

#include <vector>

#include "appliance/change/change_desk.h"
#include "appliance/hosts/host_access.h"
#include "base/clock.h"
#include "base/random_id.h"
#include "web/http/route.h"

namespace appliance {

struct HostRoutesParts {  // all outlive the routes
  HostAccess& access;
  ChangeDesk& desk;
  base::IdSource& ids;
  const base::Clock& clock;
};

std::vector<http::Route> host_routes(const HostRoutesParts& parts);

}  // namespace appliance
