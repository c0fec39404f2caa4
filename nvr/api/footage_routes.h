// What is recorded: timeline and list of segments, out of the view alone.
#pragma once

#include <vector>

#include "base/clock.h"
#include "nvr/view/footage_view.h"
#include "web/http/route.h"

namespace nvr {

// All outlive the routes.
std::vector<http::Route> footage_routes(const FootageView& view, const base::Clock& clock);

}  // namespace nvr
