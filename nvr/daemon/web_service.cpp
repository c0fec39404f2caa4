#include "nvr/daemon/web_service.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "appliance/certificates/server_identity.h"
#include "base/real_file_system.h"
#include "crypto/tls/tls_context.h"
#include "nvr/api/health.h"
#include "web/http/io/reactor.h"
#include "web/http/router.h"
#include "web/http/service.h"
#include "web/http/static_files.h"

namespace nvr {
namespace {

// An http::Service with the reactor it runs on.
class WebService : public base::Service {
 public:
  WebService(const base::DaemonWorld& world, http::Router router, crypto::TlsContext tls,
             http::ServerOptions options)
      : logger_{world.logger},
        service_{reactor_, world.clock, std::move(router), std::move(tls), std::move(options)} {}

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
  http::Reactor reactor_;
  http::Service service_;
};

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : "custody";
}

// What the self-signed certificate is for: the names this machine is called by, and every concrete
// address it listens on.
appliance::SelfSignedOptions self_signed_options(const WebSettings& settings) {
  appliance::SelfSignedOptions options{.common_name = host_name().substr(0, 64)};
  options.names.dns = {"localhost"};
  options.names.ip = {"127.0.0.1", "::1"};
  const auto add = [](std::vector<std::string>& list, const std::string& name) {
    if (std::ranges::find(list, name) == list.end()) list.push_back(name);
  };
  add(options.names.dns, host_name());
  for (const auto& name : settings.names) add(options.names.dns, name);
  for (const auto& endpoint : settings.listen) {
    if (endpoint.address != "0.0.0.0" && endpoint.address != "::") {
      add(options.names.ip, endpoint.address);
    }
  }
  return options;
}

}  // namespace

base::Result<std::unique_ptr<base::Service>> make_web_service(base::DaemonWorld& world,
                                                              const WebSettings& settings) {
  base::RealFileSystem files;
  ASSIGN_OR_RETURN(const auto identity, appliance::load_or_make_identity(
                                            files, world.state_directory / "https",
                                            self_signed_options(settings), world.clock.wall()));
  crypto::TlsServerOptions tls_options;
  tls_options.chain = identity.chain;
  ASSIGN_OR_RETURN(auto tls, crypto::TlsContext::server(identity.key, tls_options));

  ASSIGN_OR_RETURN(auto routes, health_routes(settings.description));
  ASSIGN_OR_RETURN(auto loaded, http::StaticFiles::load(settings.interface));
  const auto interface = std::make_shared<const http::StaticFiles>(std::move(loaded));
  http::Router router{std::move(routes),
                      {.authorizer = {},  // until there are accounts, only what is public answers
                       .public_files = [interface](const http::Request& request) {
                         return interface->answer(request);
                       }}};

  http::ServerOptions options;
  options.endpoints = settings.listen;
  options.allowed_hosts = settings.names;
  options.allowed_hosts.push_back(host_name());
  return std::unique_ptr<base::Service>{
      std::make_unique<WebService>(world, std::move(router), std::move(tls), std::move(options))};
}

}  // namespace nvr
