// custody-host: root's errands, as a fixed list of typed verbs; started by its socket.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "appliance/host/host_filter_verb.h"
#include "base/process/control_service.h"
#include "base/process/daemon.h"

namespace {

base::Result<base::Services> build(base::DaemonWorld& world) {
  auto control = std::make_unique<base::ControlService>(
      world, std::vector<std::string>{"custodyd", "custody-camera"});
  control->handle(appliance::kSetHostFilter, [&world](const base::ipc::Request& request) {
    return appliance::set_host_filter(request, world.logger);
  });
  base::Services services;
  services.push_back(std::move(control));
  return services;
}

}  // namespace

int main(int argc, char** argv) {
  return base::run_daemon(
      argc, argv,
      {.name = "custody-host",
       .summary = "Changes what only root may: network, time and monitoring settings",
       .version = CUSTODY_VERSION,
       .area = "host"},
      build);
}
