// custodyd: the control plane: accounts, policy, live, playback, export.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/process/control_service.h"
#include "base/process/daemon.h"

namespace {

base::Result<base::Services> build(base::DaemonWorld& world) {
  auto control = std::make_unique<base::ControlService>(world, std::vector<std::string>{});
  // The HTTPS listener joins this list as its last: started last, so that its first request finds
  // everything there, and stopped first, so that no request meets a service that is gone.
  base::Services services;
  services.push_back(std::move(control));
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
