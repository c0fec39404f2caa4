// custody-host's verb `set_host_filter`: the kernel's part of host access.
//
// The body is a host filter; what is wrong in it is refused before anything runs.
// The asking side: filter_sender.h. Specification: docs/design/host-filter.md.
#pragma once

#include "base/ipc/server.h"
#include "base/log/logger.h"

namespace appliance {

inline constexpr const char* kSetHostFilter = "set_host_filter";

base::Result<base::ipc::Reply> set_host_filter(const base::ipc::Request& request,
                                               const base::Logger& logger);

}  // namespace appliance
