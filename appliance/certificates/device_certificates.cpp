#include "appliance/certificates/device_certificates.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "appliance/accounts/device_key.h"
#include "appliance/certificates/certificate_routes.h"
#include "base/event/catalogue.h"

namespace appliance {

base::Result<std::unique_ptr<DeviceCertificates>> DeviceCertificates::open(
    const DeviceAccess::World& world, ChangeDesk& desk, Own own, const Options& options) {
  ASSIGN_OR_RETURN(auto key, device_key(world.files, world.credentials, options.device + "-access",
                                        options.directory));
  ASSIGN_OR_RETURN(auto store, CertificateStore::open(options.directory + "/certificates.db",
                                                      std::move(key), {world.ids, world.clock}));
  return std::unique_ptr<DeviceCertificates>{
      new DeviceCertificates{world, desk, std::move(own), std::move(store), options.look_every}};
}

DeviceCertificates::DeviceCertificates(const DeviceAccess::World& world, ChangeDesk& desk, Own own,
                                       std::unique_ptr<CertificateStore> store,
                                       std::chrono::milliseconds look_every)
    : clock_{world.clock},
      log_{world.log},
      desk_{desk},
      own_{std::move(own)},
      store_{std::move(store)},
      web_{*store_},
      endings_{{*store_, clock_, log_}},
      look_every_{look_every} {
  desk_.add(web_);
  web_.on_change([this] { show(); });
}

DeviceCertificates::~DeviceCertificates() {
  (void)stop({});
}

std::optional<ServerIdentity> DeviceCertificates::chosen() const {
  auto identity = store_->web_identity();
  return identity ? *std::move(identity) : std::nullopt;
}

crypto::Certificate DeviceCertificates::shown() const {
  const auto identity = chosen();
  return identity ? identity->chain.front() : own_.chain().front();
}

base::Result<crypto::TlsContext> DeviceCertificates::tls_context(
    const std::vector<std::string>& protocols) const {
  crypto::TlsServerOptions options;
  options.protocols = protocols;
  const auto identity = chosen();
  options.chain = identity ? identity->chain : own_.chain();
  return crypto::TlsContext::server(identity ? identity->key : own_.key, options);
}

void DeviceCertificates::on_change(std::vector<std::string> protocols, Use use) {
  listeners_.with([&](std::vector<Listener>& listeners) {
    listeners.push_back({std::move(protocols), std::move(use)});
  });
}

void DeviceCertificates::show() {
  listeners_.with([this](std::vector<Listener>& listeners) {
    for (const Listener& each : listeners) {
      // What cannot be shown was not chosen (CertificateStore::choose_for_web).
      if (auto tls = tls_context(each.protocols)) each.use(*std::move(tls));
    }
  });
}

std::vector<http::Route> DeviceCertificates::routes() {
  const CertificateRoutesParts parts{*store_, web_, desk_, log_, clock_};
  auto routes = certificate_routes(parts);
  std::ranges::move(authority_routes(parts), std::back_inserter(routes));
  return routes;
}

base::Result<void> DeviceCertificates::start() {
  if (const auto identity = store_->web_identity(); !identity) {
    log_.tell(
        {base::events::kChosenCertificateUnusable, "web", {{"reason", identity.error().message}}});
  }
  thread_ = base::NamedThread{"certificates", [this] { run(); }};
  return {};
}

base::Result<void> DeviceCertificates::stop(base::SteadyTime /*deadline*/) {
  wakes_.close();
  if (thread_.joinable()) thread_.join();
  return {};
}

void DeviceCertificates::run() {
  while (!wakes_.drained()) {
    endings_.look(own_.chain().front(), own_.renews_before);
    (void)wakes_.pop_wait_for(look_every_);
  }
}

}  // namespace appliance
