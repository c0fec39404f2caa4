#include "nvr/fleet/fleet_server.h"

#include <utility>

#include "crypto/tls/tls_context.h"
#include "crypto/x509/certificate_builder.h"
#include "web/http/digest.h"

namespace nvr {
namespace {

constexpr std::string_view kFleetRealm = "Custody camera fleet";
constexpr int kSubWidth = 640;
constexpr int kSubHeight = 360;
constexpr int kSubBitrateKbps = 500;
constexpr std::size_t kConnectionsPerCamera = 4;

base::Result<crypto::TlsContext> make_fleet_tls(base::WallTime now) {
  ASSIGN_OR_RETURN(const auto key, crypto::PrivateKey::generate(crypto::KeyKind::EcP256));
  crypto::CertificateFields fields;
  fields.subject.common_name = "Custody camera fleet";
  fields.names.dns = {"localhost"};
  fields.names.ip = {"127.0.0.1"};
  fields.not_before = now - std::chrono::hours{1};
  fields.not_after = now + std::chrono::days{30};
  crypto::TlsServerOptions options;
  ASSIGN_OR_RETURN(auto certificate, crypto::self_sign(key, fields));
  options.chain.push_back(std::move(certificate));
  options.protocols.clear();
  return crypto::TlsContext::server(key, options);
}

rtsp::Gate::Options fleet_gate(const std::string& user, const crypto::Secret& password) {
  using http::DigestAlgorithm;
  const auto verifiers = std::make_shared<std::map<DigestAlgorithm, crypto::Secret>>();
  for (const auto algorithm : {DigestAlgorithm::Sha256, DigestAlgorithm::Md5}) {
    verifiers->emplace(algorithm, http::digest_verifier(algorithm, user, kFleetRealm, password));
  }
  rtsp::Gate::Options options;
  options.digest.realm = kFleetRealm;
  options.digest.allow_without_qop = true;
  options.digest.nonces_max = 64 * 1024;
  options.look_up = [user, verifiers](std::string_view name,
                                      DigestAlgorithm algorithm) -> std::optional<crypto::Secret> {
    if (name != user) return std::nullopt;
    return verifiers->at(algorithm).clone();
  };
  return options;
}

}  // namespace

FleetServer::FleetServer(Options options, const base::Clock& clock)
    : options_{std::move(options)}, clock_{clock} {}

base::Result<std::unique_ptr<FleetServer>> FleetServer::make(Options options,
                                                             const base::Clock& clock) {
  std::unique_ptr<FleetServer> server{new FleetServer{std::move(options), clock}};
  RETURN_IF_ERROR(server->build());
  return server;
}

base::Result<void> FleetServer::build() {
  Loop::Options loop{.codec = options_.codec,
                     .width = options_.width,
                     .height = options_.height,
                     .fps = options_.fps,
                     .gop = options_.fps * options_.gop_s,
                     .bitrate_kbps = options_.bitrate_kbps,
                     .start = clock_.wall()};
  ASSIGN_OR_RETURN(main_, Loop::encode(loop));
  if (options_.sub) {
    loop.width = kSubWidth;
    loop.height = kSubHeight;
    loop.bitrate_kbps = kSubBitrateKbps;
    ASSIGN_OR_RETURN(sub_, Loop::encode(loop));
  }
  fleet_ = std::make_unique<Fleet>(reactor_, clock_, ids_, options_.count, *main_,
                                   sub_ ? &*sub_ : nullptr);
  if (!options_.user.empty()) {
    gate_ =
        std::make_unique<rtsp::Gate>(fleet_gate(options_.user, options_.password), clock_, ids_);
  }
  rtsp::ServerOptions server;
  server.endpoints = {{.address = "127.0.0.1", .port = options_.port}};
  server.connections_max = 64 + options_.count * kConnectionsPerCamera;
  server.product = "Custody camera fleet";
  if (options_.tls) {
    ASSIGN_OR_RETURN(server.tls, make_fleet_tls(clock_.wall()));
  }
  std::vector<std::unique_ptr<rtsp::Server>> servers;
  servers.push_back(std::make_unique<rtsp::Server>(reactor_, clock_, ids_, fleet_->mounts(),
                                                   gate_.get(), std::move(server)));
  rtsp_ = std::make_unique<rtsp::Service>(reactor_, clock_, std::move(servers));
  return {};
}

std::uint16_t FleetServer::port() const {
  return rtsp_->server(0).endpoints().front().port;
}

}  // namespace nvr
