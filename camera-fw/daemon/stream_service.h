// The camera's streams as one service: encoder, feeds, and the RTSP servers that serve them.
//
// The encoder starts first and stops last, so that nobody asks it for pictures when it is gone.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "appliance/access/access_log.h"
#include "appliance/certificates/device_certificates.h"
#include "appliance/hosts/host_gate.h"
#include "base/process/daemon.h"
#include "camera-fw/daemon/camera_settings.h"
#include "camera-fw/encode/encoder_service.h"
#include "camera-fw/provision/stream_account.h"
#include "camera-fw/stream/camera_streams.h"
#include "crypto/tls/tls_context.h"
#include "rtsp/gate.h"
#include "rtsp/service.h"
#include "web/http/io/reactor.h"

namespace camera_fw {

class StreamService : public base::Service {
 public:
  // All outlive the service; nothing listens before start().
  static base::Result<std::unique_ptr<StreamService>> make(
      const base::DaemonWorld& world, const CameraSettings& settings, const StreamAccount& account,
      appliance::HostGate& hosts, appliance::DeviceCertificates& certificates);

  std::string_view name() const override { return "streams"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;
  bool healthy() const override { return encoder_.healthy() && rtsp_->healthy(); }

  std::uint16_t rtsps_port() const;  // after start()

 private:
  StreamService(const base::DaemonWorld& world, const CameraSettings& settings,
                const StreamAccount& account);
  std::unique_ptr<rtsp::Server> make_server(const std::string& name,
                                            const std::vector<http::Endpoint>& endpoints,
                                            appliance::HostGate& hosts,
                                            std::optional<crypto::TlsContext> tls);
  void log_endpoints(std::string_view event, std::size_t server) const;

  const base::Logger& logger_;
  const base::Clock& clock_;
  base::KernelIdSource ids_;
  http::Reactor reactor_;
  EncoderService encoder_;
  std::unique_ptr<CameraStreams> streams_;
  appliance::AccessLog access_log_;
  rtsp::Gate gate_;
  std::unique_ptr<rtsp::Service> rtsp_;
  bool has_plain_ = false;
};

}  // namespace camera_fw
