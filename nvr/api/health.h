// The operations that need no account: whether the service is up, and what its API is.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "web/http/route.h"

namespace nvr {

// getHealth says only that requests are answered: a stranger learns nothing else from it.
// getDescription serves the OpenAPI document, read here once; InvalidInput when it is not JSON.
base::Result<std::vector<http::Route>> health_routes(const std::filesystem::path& description);

}  // namespace nvr
