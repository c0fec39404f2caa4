// custodyd: the control plane: accounts, policy, live, playback, export.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/process/control_service.h"
#include "base/process/daemon.h"
#include "nvr/config/web_settings.h"
#include "nvr/daemon/web_service.h"

namespace {

base::Result<base::Services> build(base::DaemonWorld& world) {
  const auto settings = nvr::read_web_settings(world.config);
  base::Services services;
  services.push_back(std::make_unique<base::ControlService>(world, std::vector<std::string>{}));
  // Last: started last, so that its first request finds everything there, and stopped first, so
  // that no request meets a service that is gone.
  ASSIGN_OR_RETURN(auto web, nvr::make_web_service(world, settings));
  services.push_back(std::move(web));
  return services;
}

}  // namespace

int main(int argc, char** argv) {
  return base::run_daemon(argc, argv,
                          {.name = "custodyd",
                           .summary = "Serves the web interface and the API",
                           .version = CUSTODY_VERSION,
                           .area = "control"},
                          build);
}
