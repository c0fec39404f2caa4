// The HTTPS listener of custodyd: identity, routes and files joined to one service.
#pragma once

#include <memory>

#include "base/process/daemon.h"
#include "base/result.h"
#include "nvr/config/web_settings.h"

namespace nvr {

// Reads files and makes what is missing, but does not listen yet.
base::Result<std::unique_ptr<base::Service>> make_web_service(base::DaemonWorld& world,
                                                              const WebSettings& settings);

}  // namespace nvr
