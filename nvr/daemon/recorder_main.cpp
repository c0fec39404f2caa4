// custody-recorder: the only writer and deleter of footage. Connects to cameras, listens nowhere
// but on its control socket.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/process/caller.h"
#include "base/process/control_service.h"
#include "base/process/daemon.h"
#include "nvr/recorder/recorder_service.h"
#include "nvr/recorder/recorder_verbs.h"

namespace {

// The recorder with its verbs, which live as long.
class Recorder : public base::Service {
 public:
  Recorder(std::unique_ptr<nvr::RecorderService> service, base::ControlService& control)
      : service_{std::move(service)}, verbs_{control, *service_} {}

  std::string_view name() const override { return service_->name(); }
  base::Result<void> start() override { return service_->start(); }
  base::Result<void> stop(base::SteadyTime deadline) override { return service_->stop(deadline); }
  bool healthy() const override { return service_->healthy(); }

 private:
  std::unique_ptr<nvr::RecorderService> service_;
  nvr::RecorderVerbs verbs_;
};

base::Caller::Options keeper_options(const base::DaemonWorld& world) {
  base::Caller::Options options;
  options.name = "keeper";
  options.client.path =
      (world.runtime_directory.parent_path() / "keeper" / "control.sock").string();
  return options;
}

base::Result<base::Services> build(base::DaemonWorld& world) {
  nvr::RecorderSettings settings = nvr::read_recorder_settings(world.config);
  RETURN_IF_ERROR(world.config.finish());
  auto control =
      std::make_unique<base::ControlService>(world, std::vector<std::string>{"custodyd"});
  auto keeper = std::make_unique<base::Caller>(keeper_options(world), world.clock);
  ASSIGN_OR_RETURN(auto service,
                   nvr::RecorderService::open(world, *control, *keeper, std::move(settings)));
  auto recorder = std::make_unique<Recorder>(std::move(service), *control);
  base::Services services;
  services.push_back(std::move(keeper));
  services.push_back(std::move(control));
  services.push_back(std::move(recorder));
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
