// custody-camera: the camera firmware: sensor, card and listeners.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "appliance/access/access_log.h"
#include "appliance/certificates/device_certificates.h"
#include "appliance/hosts/host_gate.h"
#include "base/process/control_service.h"
#include "base/process/daemon.h"
#include "base/random_id.h"
#include "base/real_file_system.h"
#include "camera-fw/daemon/camera_settings.h"
#include "camera-fw/daemon/setup_service.h"
#include "camera-fw/daemon/stream_service.h"
#include "camera-fw/provision/device_identity.h"

namespace {

bool plain_rtsp = false;  // --rtsp, which the frame of daemons does not know

appliance::HostGate::Options gate_options(const base::DaemonWorld& world,
                                          const camera_fw::CameraSettings& settings) {
  using appliance::HostService;
  appliance::HostGate::Options options;
  if (!settings.host_filter) return options;
  auto streams = settings.rtsps;
  streams.insert(streams.end(), settings.rtsp.begin(), settings.rtsp.end());
  options.filter = {.socket = world.runtime_directory.parent_path() / "host" / "control.sock",
                    .device = appliance::FilteredDevice::Camera,
                    .ports = {{HostService::Web, appliance::ports_of(settings.https)},
                              {HostService::Rtsp, appliance::ports_of(streams)}}};
  return options;
}

// What services share, and must outlive them: the first of them.
class Shared : public base::Service {
 public:
  Shared(const base::DaemonWorld& world, const camera_fw::CameraSettings& settings)
      : access_log{world.logger, world.clock, {}},
        hosts{{files, world.clock, access_log},
              world.state_directory.string(),
              gate_options(world, settings)} {}

  std::string_view name() const override { return "identity"; }
  base::Result<void> start() override {
    RETURN_IF_ERROR(hosts.start());
    return certificates->start();
  }
  base::Result<void> stop(base::SteadyTime deadline) override {
    RETURN_IF_ERROR(certificates->stop(deadline));
    return hosts.stop(deadline);
  }

  // Who this camera is, and what else it may show. Before anything listens.
  base::Result<void> open(const base::DaemonWorld& world,
                          const camera_fw::CameraSettings& settings) {
    const std::string state = world.state_directory.string();
    ASSIGN_OR_RETURN(identity, camera_fw::load_or_make_device_identity(
                                   files, state, settings.factory.string(), world.clock.wall()));
    ASSIGN_OR_RETURN(account,
                     camera_fw::StreamAccount::load(files, state + "/stream-account.json"));
    ASSIGN_OR_RETURN(certificates,
                     appliance::DeviceCertificates::open(
                         {files, ids, world.clock, world.credentials, access_log}, hosts.desk(),
                         {.key = identity->key, .chain = [this] { return identity->chain; }},
                         {.directory = state, .device = "camera"}));
    // What was not confirmed is undone before anybody can be let in by it.
    return hosts.restore();
  }

  base::RealFileSystem files;
  base::KernelIdSource ids;
  appliance::AccessLog access_log;
  std::optional<camera_fw::DeviceIdentity> identity;
  std::unique_ptr<camera_fw::StreamAccount> account;
  std::unique_ptr<appliance::DeviceCertificates> certificates;  // outlives the desk of `hosts`
  appliance::HostGate hosts;
};

base::Result<base::Services> build(base::DaemonWorld& world) {
  const auto settings =
      camera_fw::read_camera_settings(world.config, world.state_directory, plain_rtsp);
  RETURN_IF_ERROR(world.config.finish());
  base::RealFileSystem files;
  RETURN_IF_ERROR(
      base::make_directories(files, world.state_directory.string(), base::Access::Private));
  auto shared = std::make_unique<Shared>(world, settings);
  RETURN_IF_ERROR(shared->open(world, settings));
  ASSIGN_OR_RETURN(auto streams,
                   camera_fw::StreamService::make(world, settings, *shared->account, shared->hosts,
                                                  *shared->certificates));
  const auto info = [name = settings.name, serial = shared->identity->serial,
                     &certificates = *shared->certificates,
                     version = std::string{world.program.version}, streams = streams.get()] {
    camera_fw::DeviceInfo now;
    now.name = name;
    now.serial = serial;
    now.version = version;
    now.fingerprint = camera_fw::fingerprint_text(certificates.shown());
    now.rtsps_port = streams->rtsps_port();
    return now;
  };
  ASSIGN_OR_RETURN(auto setup,
                   camera_fw::SetupService::make(world, settings, *shared->account, shared->hosts,
                                                 *shared->certificates, info));
  auto control = std::make_unique<base::ControlService>(world, std::vector<std::string>{});
  setup->add_console_verbs(*control);
  base::Services services;
  services.push_back(std::move(shared));
  services.push_back(std::move(control));
  services.push_back(std::move(streams));
  // Last: its answers need the streams' ports.
  services.push_back(std::move(setup));
  return services;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<const char*> arguments{argv, argv + argc};
  const auto is_rtsp = [](const char* argument) { return std::string_view{argument} == "--rtsp"; };
  plain_rtsp = std::erase_if(arguments, is_rtsp) > 0;
  return base::run_daemon(
      static_cast<int>(arguments.size()), arguments.data(),
      {.name = "custody-camera",
       .summary = "Captures, encodes, signs and serves one camera (--rtsp: without TLS, too)",
       .version = CUSTODY_VERSION,
       .area = "camera"},
      build);
}
