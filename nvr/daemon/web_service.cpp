#include "nvr/daemon/web_service.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "appliance/api/public_routes.h"
#include "crypto/tls/tls_context.h"
#include "nvr/daemon/host_name.h"
#include "web/http/io/reactor.h"
#include "web/http/router.h"
#include "web/http/service.h"
#include "web/http/static_files.h"

namespace nvr {
namespace {

const std::vector<std::string> kWebProtocols{"http/1.1"};

// An http::Service with the reactor it runs on.
class WebService : public base::Service {
 public:
  WebService(const base::DaemonWorld& world, std::shared_ptr<ControlPlane> plane,
             http::Router router, crypto::TlsContext tls, http::ServerOptions options)
      : logger_{world.logger},
        plane_{std::move(plane)},
        service_{reactor_, world.clock, std::move(router), std::move(tls), std::move(options)} {
    plane_->certificates().on_change(kWebProtocols, [this](crypto::TlsContext context) {
      service_.server().set_tls_context(std::move(context));
    });
    plane_->hosts().access().on_change([this] { service_.server().revisit(); });
    plane_->hosts().exposure().locate("https", [this] { return service_.server().endpoints(); });
  }

  std::string_view name() const override { return service_.name(); }
  base::Result<void> start() override {
    RETURN_IF_ERROR(service_.start());
    base::Json::Array endpoints;
    for (const auto& endpoint : service_.server().endpoints()) {
      endpoints.emplace_back(endpoint.address + " port " + std::to_string(endpoint.port));
    }
    logger_.log(base::Severity::Info, "https-listening", {{"on", std::move(endpoints)}});
    return {};
  }
  base::Result<void> stop(base::SteadyTime deadline) override { return service_.stop(deadline); }
  bool healthy() const override { return service_.healthy(); }

 private:
  const base::Logger& logger_;
  std::shared_ptr<ControlPlane> plane_;  // outlives the routes
  http::Reactor reactor_;
  http::Service service_;
};

}  // namespace

base::Result<std::unique_ptr<base::Service>> make_web_service(
    base::DaemonWorld& world, const WebSettings& settings,
    const std::shared_ptr<ControlPlane>& plane) {
  ASSIGN_OR_RETURN(auto tls, plane->certificates().tls_context(kWebProtocols));
  ASSIGN_OR_RETURN(auto routes, appliance::public_routes(settings.description));
  std::ranges::move(plane->routes(), std::back_inserter(routes));
  ASSIGN_OR_RETURN(auto loaded, http::StaticFiles::load(settings.interface));
  const auto interface = std::make_shared<const http::StaticFiles>(std::move(loaded));
  http::Router router{std::move(routes),
                      {.authorizer = plane->authorizer(),
                       .public_files = [interface](const http::Request& request) {
                         return interface->answer(request);
                       }}};

  http::ServerOptions options;
  options.endpoints = settings.listen;
  options.allowed_hosts = settings.names;
  options.allowed_hosts.push_back(host_name());
  options.accepts = plane->hosts().gate("https", appliance::HostService::Web);
  return std::unique_ptr<base::Service>{std::make_unique<WebService>(
      world, plane, std::move(router), std::move(tls), std::move(options))};
}

}  // namespace nvr
