#include "camera-fw/daemon/setup_service.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "appliance/api/account_routes.h"
#include "appliance/api/public_routes.h"
#include "appliance/api/session_routes.h"
#include "appliance/security/security_routes.h"
#include "camera-fw/api/device_routes.h"
#include "web/http/router.h"
#include "web/http/static_files.h"

namespace camera_fw {
namespace {

const std::vector<std::string> kWebProtocols{"http/1.1"};

void take_over(std::vector<http::Route>& all, std::vector<http::Route> some) {
  std::ranges::move(some, std::back_inserter(all));
}

bool may_watch(appliance::DeviceAccess& access, std::string_view name, base::WallTime now) {
  const auto account = access.accounts().find(name);
  return account && appliance::is_valid(*account, now) && !account->must_change_password &&
         appliance::may(*account, appliance::kViewLive);
}

std::string own_host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : "custody";
}

}  // namespace

SetupService::SetupService(const base::DaemonWorld& world)
    : world_{world}, access_log_{world.logger, world.clock, {}} {}

base::Result<std::unique_ptr<SetupService>> SetupService::make(
    const base::DaemonWorld& world, const CameraSettings& settings, StreamAccount& account,
    appliance::HostGate& hosts, appliance::DeviceCertificates& certificates,
    std::function<DeviceInfo()> info) {
  std::unique_ptr<SetupService> service{new SetupService{world}};
  RETURN_IF_ERROR(service->open_access(settings, account));
  ASSIGN_OR_RETURN(auto router,
                   service->make_router(settings, hosts, certificates, std::move(info)));
  ASSIGN_OR_RETURN(auto tls, certificates.tls_context(kWebProtocols));
  http::ServerOptions options;
  options.endpoints = settings.https;
  options.allowed_hosts = settings.https_names;
  options.allowed_hosts.push_back(own_host_name());
  options.accepts = hosts.gate("https", appliance::HostService::Web);
  service->https_ = std::make_unique<http::Service>(
      service->reactor_, world.clock, std::move(router), std::move(tls), std::move(options));
  certificates.on_change(kWebProtocols,
                         [https = service->https_.get()](crypto::TlsContext changed) {
                           https->server().set_tls_context(std::move(changed));
                         });
  hosts.access().on_change([https = service->https_.get()] { https->server().revisit(); });
  hosts.exposure().locate("https",
                          [https = service->https_.get()] { return https->server().endpoints(); });
  return service;
}

base::Result<void> SetupService::open_access(const CameraSettings& settings,
                                             StreamAccount& account) {
  appliance::DeviceAccess::Options options{.directory = world_.state_directory.string(),
                                           .device = "camera"};
  ASSIGN_OR_RETURN(options.accounts.blocklist,
                   appliance::Blocklist::load_shared(files_, settings.blocklist.string()));
  options.accounts.context_words = {"custody", "camera", settings.name};
  options.on_password = [&account](const appliance::Account& who, const crypto::Secret& password) {
    account.follow(who.name, password);
  };
  ASSIGN_OR_RETURN(access_, appliance::DeviceAccess::open(
                                {files_, ids_, world_.clock, world_.credentials, access_log_},
                                std::move(options)));
  account.set_judge([access = access_.get(), &clock = world_.clock](std::string_view name) {
    return may_watch(*access, name, clock.wall());
  });
  return {};
}

base::Result<http::Router> SetupService::make_router(const CameraSettings& settings,
                                                     appliance::HostGate& hosts,
                                                     appliance::DeviceCertificates& certificates,
                                                     std::function<DeviceInfo()> info) {
  ASSIGN_OR_RETURN(auto routes, appliance::public_routes(settings.description));
  const appliance::AccountRoutesParts accounts{*access_, access_log_, world_.clock, settings.name};
  take_over(routes, appliance::session_routes(*access_));
  take_over(routes, appliance::account_routes(accounts));
  take_over(routes, appliance::own_account_routes(accounts));
  take_over(routes, appliance::access_routes(accounts));
  take_over(routes, device_routes(access_->accounts(), std::move(info)));
  take_over(routes, appliance::security_routes({*access_, hosts, world_.clock}));
  take_over(routes, hosts.routes(ids_, appliance::password_proof(access_->sign_in())));
  take_over(routes, certificates.routes());
  ASSIGN_OR_RETURN(auto loaded, http::StaticFiles::load(settings.interface));
  const auto page = std::make_shared<const http::StaticFiles>(std::move(loaded));
  return http::Router{
      std::move(routes),
      {.authorizer = access_->control().authorizer(),
       .public_files = [page](const http::Request& request) { return page->answer(request); }}};
}

base::Result<void> SetupService::start() {
  RETURN_IF_ERROR(https_->start());
  base::Json::Array endpoints;
  for (const auto& endpoint : https_->server().endpoints()) {
    endpoints.emplace_back(endpoint.address + " port " + std::to_string(endpoint.port));
  }
  world_.logger.log(base::Severity::Info, "https-listening", {{"on", std::move(endpoints)}});
  return {};
}

base::Result<void> SetupService::stop(base::SteadyTime deadline) {
  const auto stopped = https_->stop(deadline);
  access_->save();
  return stopped;
}

}  // namespace camera_fw
