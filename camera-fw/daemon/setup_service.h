// The camera's set-up page and API as one service: accounts, sessions, claim code, HTTPS listener.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "appliance/access/access_log.h"
#include "appliance/access/console.h"
#include "appliance/access/device_access.h"
#include "appliance/certificates/device_certificates.h"
#include "appliance/hosts/host_gate.h"
#include "base/process/daemon.h"
#include "base/real_file_system.h"
#include "camera-fw/api/device_info.h"
#include "camera-fw/daemon/camera_settings.h"
#include "camera-fw/provision/stream_account.h"
#include "web/http/io/reactor.h"
#include "web/http/service.h"

namespace camera_fw {

class SetupService : public base::Service {
 public:
  // All outlive the service; nothing listens before start(). `info` is asked on the HTTPS thread.
  static base::Result<std::unique_ptr<SetupService>> make(
      const base::DaemonWorld& world, const CameraSettings& settings, StreamAccount& account,
      appliance::HostGate& hosts, appliance::DeviceCertificates& certificates,
      std::function<DeviceInfo()> info);

  std::string_view name() const override { return "set-up"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;
  bool healthy() const override { return https_->healthy(); }

  void add_console_verbs(base::ControlService& control) {
    appliance::add_console_verbs(control, *access_, access_log_);
  }

 private:
  explicit SetupService(const base::DaemonWorld& world);
  base::Result<void> open_access(const CameraSettings& settings, StreamAccount& account);
  base::Result<http::Router> make_router(const CameraSettings& settings, appliance::HostGate& hosts,
                                         appliance::DeviceCertificates& certificates,
                                         std::function<DeviceInfo()> info);

  const base::DaemonWorld& world_;
  base::RealFileSystem files_;
  base::KernelIdSource ids_;
  appliance::AccessLog access_log_;
  std::unique_ptr<appliance::DeviceAccess> access_;
  http::Reactor reactor_;
  std::unique_ptr<http::Service> https_;
};

}  // namespace camera_fw
