#include "camera-fw/daemon/stream_service.h"

#include <utility>

#include "base/event/catalogue.h"

namespace camera_fw {
namespace {

EncoderService::Options encoder_options(const CameraSettings& settings) {
  EncoderService::Options options;
  options.scene.camera_name = settings.name;
  options.scene.seed = settings.seed;
  return options;
}

rtsp::Gate::Options gate_options(const StreamAccount& account, appliance::AccessLog& log) {
  rtsp::Gate::Options options;
  options.digest.realm = kDigestRealm;
  options.digest.allow_without_qop = true;  // GStreamer's client knows no other
  options.look_up = [&account](std::string_view user, http::DigestAlgorithm algorithm) {
    return account.verifier(user, algorithm);
  };
  // Without the name that was tried: it may be a password in the wrong field.
  options.on_denied = [&log](const http::Peer& peer) {
    log.tell({base::events::kStreamAccessRefused, "streams", {{"address", peer.text()}}});
  };
  return options;
}

}  // namespace

StreamService::StreamService(const base::DaemonWorld& world, const CameraSettings& settings,
                             const StreamAccount& account)
    : logger_{world.logger},
      clock_{world.clock},
      encoder_{encoder_options(settings), world.logger, world.clock},
      access_log_{world.logger, world.clock, {}},
      gate_{gate_options(account, access_log_), world.clock, ids_} {}

base::Result<std::unique_ptr<StreamService>> StreamService::make(
    const base::DaemonWorld& world, const CameraSettings& settings, const StreamAccount& account,
    appliance::HostGate& hosts, appliance::DeviceCertificates& certificates) {
  std::unique_ptr<StreamService> service{new StreamService{world, settings, account}};
  ASSIGN_OR_RETURN(service->streams_,
                   CameraStreams::make(service->reactor_, service->encoder_, settings.name,
                                       default_formats(), service->ids_));
  service->encoder_.set_sink([streams = service->streams_.get()](Encoded encoded) {
    streams->deliver(std::move(encoded));
  });
  std::vector<std::unique_ptr<rtsp::Server>> servers;
  ASSIGN_OR_RETURN(auto tls, certificates.tls_context({}));
  servers.push_back(service->make_server("rtsps", settings.rtsps, hosts, std::move(tls)));
  certificates.on_change({}, [made = servers.front().get()](crypto::TlsContext changed) {
    made->set_tls_context(std::move(changed));
  });
  service->has_plain_ = !settings.rtsp.empty();
  if (service->has_plain_) {
    servers.push_back(service->make_server("rtsp", settings.rtsp, hosts, std::nullopt));
  }
  service->rtsp_ =
      std::make_unique<rtsp::Service>(service->reactor_, world.clock, std::move(servers));
  return service;
}

std::unique_ptr<rtsp::Server> StreamService::make_server(
    const std::string& name, const std::vector<http::Endpoint>& endpoints,
    appliance::HostGate& hosts, std::optional<crypto::TlsContext> tls) {
  rtsp::ServerOptions options;
  options.endpoints = endpoints;
  options.tls = std::move(tls);
  options.product = "Custody camera";
  options.accepts = hosts.gate(name, appliance::HostService::Rtsp);
  auto server = std::make_unique<rtsp::Server>(reactor_, clock_, ids_, streams_->mounts(), &gate_,
                                               std::move(options));
  hosts.access().on_change([made = server.get()] { made->revisit(); });
  hosts.exposure().locate(name, [made = server.get()] { return made->endpoints(); });
  return server;
}

base::Result<void> StreamService::start() {
  RETURN_IF_ERROR(encoder_.start());
  if (auto started = rtsp_->start(); !started) {
    (void)encoder_.stop(clock_.steady());
    return started;
  }
  log_endpoints("rtsps-listening", 0);
  if (has_plain_) log_endpoints("rtsp-listening", 1);
  return {};
}

base::Result<void> StreamService::stop(base::SteadyTime deadline) {
  RETURN_IF_ERROR(rtsp_->stop(deadline));
  return encoder_.stop(deadline);
}

std::uint16_t StreamService::rtsps_port() const {
  return rtsp_->server(0).endpoints().front().port;
}

void StreamService::log_endpoints(std::string_view event, std::size_t server) const {
  base::Json::Array endpoints;
  for (const auto& endpoint : rtsp_->server(server).endpoints()) {
    endpoints.emplace_back(endpoint.address + " port " + std::to_string(endpoint.port));
  }
  logger_.log(base::Severity::Info, event, {{"on", std::move(endpoints)}});
}

}  // namespace camera_fw
