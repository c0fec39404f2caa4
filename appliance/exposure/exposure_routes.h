// The operation that tells what can be reached: GET /api/v1/exposure.
#pragma once

#include <vector>

#include "appliance/exposure/exposure.h"
#include "web/http/route.h"

namespace appliance {

// `exposure` outlives the routes.
std::vector<http::Route> exposure_routes(const Exposure& exposure);

}  // namespace appliance
