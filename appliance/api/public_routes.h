// The operations that need no account: whether the device is up, and what its API is.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"
#include "web/http/route.h"

namespace appliance {

// `description` is read here, once; InvalidInput when it is no OpenAPI document.
base::Result<std::vector<http::Route>> public_routes(const std::filesystem::path& description);

}  // namespace appliance
