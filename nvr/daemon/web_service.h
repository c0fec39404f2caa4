// The HTTPS listener of custodyd: routes and files joined to one service.
#pragma once

#include <memory>

#include "base/process/daemon.h"
#include "base/result.h"
#include "nvr/config/web_settings.h"
#include "nvr/daemon/control_plane.h"

namespace nvr {

// Reads files but does not listen yet.
base::Result<std::unique_ptr<base::Service>> make_web_service(
    base::DaemonWorld& world, const WebSettings& settings,
    const std::shared_ptr<ControlPlane>& plane);

}  // namespace nvr
