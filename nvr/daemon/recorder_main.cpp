// custody-recorder: the only writer and deleter of footage.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/process/control_service.h"
#include "base/process/daemon.h"

namespace {

base::Result<base::Services> build(base::DaemonWorld& world) {
  auto control =
      std::make_unique<base::ControlService>(world, std::vector<std::string>{"custodyd"});
  base::Services services;
  services.push_back(std::move(control));
  return services;
}

}  // namespace

int main(int argc, char** argv) {
  return base::run_daemon(argc, argv,
                          {.name = "custody-recorder",
                           .summary = "Pulls cameras, verifies, seals and writes",
                           .version = CUSTODY_VERSION,
                           .area = "recorder"},
                          build);
}
