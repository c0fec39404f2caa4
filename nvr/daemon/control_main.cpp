// custodyd: the control plane: accounts, policy, live, playback, export.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/process/control_service.h"
#include "base/process/daemon.h"
#include "nvr/config/web_settings.h"
#include "nvr/daemon/control_plane.h"
#include "nvr/daemon/web_service.h"

namespace {

// A part of the plane as a service of its own, which keeps the plane.
class PlaneService : public base::Service {
 public:
  PlaneService(std::shared_ptr<nvr::ControlPlane> plane, base::Service& part)
      : plane_{std::move(plane)}, part_{part} {}

  std::string_view name() const override { return part_.name(); }
  base::Result<void> start() override { return part_.start(); }
  base::Result<void> stop(base::SteadyTime deadline) override { return part_.stop(deadline); }
  bool healthy() const override { return part_.healthy(); }

 private:
  std::shared_ptr<nvr::ControlPlane> plane_;
  base::Service& part_;
};

base::Result<base::Services> build(base::DaemonWorld& world) {
  const auto settings = nvr::read_web_settings(world.config);
  RETURN_IF_ERROR(world.config.finish());
  ASSIGN_OR_RETURN(auto made, nvr::ControlPlane::make(world, settings));
  const std::shared_ptr<nvr::ControlPlane> plane = std::move(made);
  auto control = std::make_unique<base::ControlService>(world, std::vector<std::string>{});
  plane->add_verbs(*control);

  base::Services services;
  services.push_back(std::move(control));
  services.push_back(std::make_unique<PlaneService>(plane, plane->hosts()));
  services.push_back(std::make_unique<PlaneService>(plane, plane->certificates()));
  services.push_back(std::make_unique<PlaneService>(plane, plane->keeper()));
  services.push_back(std::make_unique<PlaneService>(plane, plane->journal()));
  services.push_back(std::make_unique<PlaneService>(plane, plane->recorder()));
  services.push_back(std::make_unique<PlaneService>(plane, plane->live()));
  // Last: started last, so that its first request finds everything there, and stopped first, so
  // that no request meets a service that is gone.
  ASSIGN_OR_RETURN(auto web, nvr::make_web_service(world, settings, plane));
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
