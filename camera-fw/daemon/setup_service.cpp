#include "camera-fw/daemon/setup_service.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "appliance/api/account_routes.h"
#include "appliance/api/public_routes.h"
#include "appliance/api/session_routes.h"
#include "camera-fw/api/device_routes.h"
#include "web/http/router.h"
#include "web/http/static_files.h"

namespace camera_fw {
namespace {

void take_over(std::vector<http::Route>& all, std::vector<http::Route> some) {
  std::ranges::move(some, std::back_inserter(all));
}

std::string own_host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : "custody";
}

}  // namespace

SetupService::SetupService(const base::DaemonWorld& world)
    : world_{world}, access_log_{world.logger, world.clock, {}} {}

base::Result<std::unique_ptr<SetupService>> SetupService::make(const base::DaemonWorld& world,
                                                               const CameraSettings& settings,
                                                               StreamAccount& account,
                                                               crypto::TlsContext tls,
                                                               std::function<DeviceInfo()> info) {
  std::unique_ptr<SetupService> service{new SetupService{world}};
  RETURN_IF_ERROR(service->open_access(settings));
  ASSIGN_OR_RETURN(auto router, service->make_router(settings, account, std::move(info)));
  http::ServerOptions options;
  options.endpoints = settings.https;
  options.allowed_hosts = settings.https_names;
  options.allowed_hosts.push_back(own_host_name());
  service->https_ = std::make_unique<http::Service>(
      service->reactor_, world.clock, std::move(router), std::move(tls), std::move(options));
  return service;
}

base::Result<void> SetupService::open_access(const CameraSettings& settings) {
  appliance::DeviceAccess::Options options{.directory = world_.state_directory.string(),
                                           .device = "camera"};
  ASSIGN_OR_RETURN(options.accounts.blocklist,
                   appliance::Blocklist::load_shared(files_, settings.blocklist.string()));
  options.accounts.context_words = {"custody", "camera", settings.name};
  ASSIGN_OR_RETURN(access_, appliance::DeviceAccess::open(
                                {files_, ids_, world_.clock, world_.credentials, access_log_},
                                std::move(options)));
  return {};
}

base::Result<http::Router> SetupService::make_router(const CameraSettings& settings,
                                                     StreamAccount& account,
                                                     std::function<DeviceInfo()> info) {
  ASSIGN_OR_RETURN(auto routes, appliance::public_routes(settings.description));
  const appliance::AccountRoutesParts accounts{*access_, access_log_, world_.clock, settings.name};
  take_over(routes,
            appliance::session_routes({*access_, [&account](const appliance::Account& who,
                                                            const crypto::Secret& password) {
                                         account.take_first(who.name, password);
                                       }}));
  take_over(routes, appliance::account_routes(accounts));
  take_over(routes, appliance::own_account_routes(accounts));
  take_over(routes, appliance::access_routes(accounts));
  take_over(routes, device_routes(access_->accounts(), std::move(info)));
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
