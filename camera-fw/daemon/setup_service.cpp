#include "camera-fw/daemon/setup_service.h"

#include <unistd.h>

#include <array>
#include <utility>

#include "camera-fw/api/public_routes.h"
#include "web/http/router.h"
#include "web/http/static_files.h"

namespace camera_fw {
namespace {

std::string own_host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : "custody";
}

}  // namespace

SetupService::SetupService(const base::DaemonWorld& world)
    : logger_{world.logger}, clock_{world.clock}, access_log_{world.logger, world.clock, {}} {}

base::Result<std::unique_ptr<SetupService>> SetupService::make(
    const base::DaemonWorld& world, const CameraSettings& settings, StreamAccount& account,
    appliance::HostGate& hosts, crypto::TlsContext tls, std::function<DeviceInfo()> info) {
  std::unique_ptr<SetupService> service{new SetupService{world}};
  RETURN_IF_ERROR(service->open_accounts(world.state_directory.string(), account));
  ASSIGN_OR_RETURN(auto router, service->make_router(settings, hosts, std::move(info)));
  http::ServerOptions options;
  options.endpoints = settings.https;
  options.allowed_hosts = settings.https_names;
  options.allowed_hosts.push_back(own_host_name());
  options.accepts = hosts.access().gate(appliance::HostService::Web);
  service->https_ = std::make_unique<http::Service>(
      service->reactor_, world.clock, std::move(router), std::move(tls), std::move(options));
  hosts.access().on_change([https = service->https_.get()] { https->server().revisit(); });
  return service;
}

base::Result<void> SetupService::open_accounts(const std::string& state, StreamAccount& account) {
  ASSIGN_OR_RETURN(accounts_, appliance::Accounts::open(state + "/accounts.db", ids_, {}));
  ASSIGN_OR_RETURN(sessions_, appliance::Sessions::open(state + "/sessions.db", clock_, {}));
  ASSIGN_OR_RETURN(claim_code_, appliance::ClaimCode::load_or_make(files_, state + "/claim-code",
                                                                   accounts_->any()));
  sign_in_ = std::make_unique<appliance::SignIn>(
      appliance::SignIn::Parts{*accounts_, *sessions_, *claim_code_, access_log_, clock_},
      appliance::SignIn::Options{});
  access_ = std::make_unique<appliance::AccessControl>(
      *accounts_, *sessions_, appliance::SessionCookie{"camera"}, access_log_);
  account_routes_ =
      std::make_unique<AccountRoutes>(*accounts_, *sign_in_, account, access_->cookie());
  return {};
}

base::Result<http::Router> SetupService::make_router(const CameraSettings& settings,
                                                     appliance::HostGate& hosts,
                                                     std::function<DeviceInfo()> info) {
  ASSIGN_OR_RETURN(auto routes, public_routes(settings.description));
  for (auto& route : account_routes_->routes()) routes.push_back(std::move(route));
  routes.push_back(device_route(std::move(info)));
  for (auto& route : hosts.routes(ids_, appliance::password_proof(*sign_in_))) {
    routes.push_back(std::move(route));
  }
  ASSIGN_OR_RETURN(auto loaded, http::StaticFiles::load(settings.interface));
  const auto page = std::make_shared<const http::StaticFiles>(std::move(loaded));
  return http::Router{
      std::move(routes),
      {.authorizer = access_->authorizer(),
       .public_files = [page](const http::Request& request) { return page->answer(request); }}};
}

base::Result<void> SetupService::start() {
  RETURN_IF_ERROR(https_->start());
  base::Json::Array endpoints;
  for (const auto& endpoint : https_->server().endpoints()) {
    endpoints.emplace_back(endpoint.address + " port " + std::to_string(endpoint.port));
  }
  logger_.log(base::Severity::Info, "https-listening", {{"on", std::move(endpoints)}});
  return {};
}

base::Result<void> SetupService::stop(base::SteadyTime deadline) {
  const auto stopped = https_->stop(deadline);
  sessions_->save();
  return stopped;
}

}  // namespace camera_fw
