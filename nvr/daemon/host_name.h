// What this machine calls itself. Safe from any thread.
#pragma once

#include <string>

namespace nvr {

std::string host_name();

}  // namespace nvr
