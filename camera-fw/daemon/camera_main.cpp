// custody-camera: the camera firmware: sensor, card and listeners.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/process/control_service.h"
#include "base/process/daemon.h"

namespace {

base::Result<base::Services> build(base::DaemonWorld& world) {
  auto control = std::make_unique<base::ControlService>(world, std::vector<std::string>{});
  base::Services services;
  services.push_back(std::move(control));
  return services;
}

}  // namespace

int main(int argc, char** argv) {
  return base::run_daemon(argc, argv,
                          {.name = "custody-camera",
                           .summary = "Captures, encodes, signs and serves one camera",
                           .version = CUSTODY_VERSION,
                           .area = "camera"},
                          build);
}
