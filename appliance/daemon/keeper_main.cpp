// custody-keeper: holds keys and answers verbs about them; reaches nothing else.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/process/control_service.h"
#include "base/process/daemon.h"

namespace {

base::Result<base::Services> build(base::DaemonWorld& world) {
  auto control = std::make_unique<base::ControlService>(
      world, std::vector<std::string>{"custodyd", "custody-recorder", "custody-camera"});
  base::Services services;
  services.push_back(std::move(control));
  return services;
}

}  // namespace

int main(int argc, char** argv) {
  return base::run_daemon(argc, argv,
                          {.name = "custody-keeper",
                           .summary = "Holds the keys, the journal and the certificates",
                           .version = CUSTODY_VERSION,
                           .area = "keeper"},
                          build);
}
