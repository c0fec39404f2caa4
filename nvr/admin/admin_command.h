// `custody admin claim-code | status`: what the console is for, asked over a control socket by root
// or the service's own user. Prints; safe to run at any time.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace nvr {

// The code that makes the first administrator. NotFound: there is one already.
base::Result<std::string> ask_claim_code(const std::filesystem::path& socket);

}  // namespace nvr
