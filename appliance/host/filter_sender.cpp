#include "appliance/host/filter_sender.h"

#include <set>
#include <utility>

#include "appliance/host/host_filter_verb.h"

namespace appliance {
namespace {

// custody-host gives nft ten seconds.
constexpr std::chrono::seconds kFilterTimeout{20};

base::Caller::Options host_caller_options(const std::string& socket) {
  base::Caller::Options options;
  options.name = "host-call";
  options.client.path = socket;
  return options;
}

}  // namespace

std::vector<std::uint16_t> ports_of(const std::vector<http::Endpoint>& endpoints) {
  std::set<std::uint16_t> ports;
  for (const http::Endpoint& endpoint : endpoints) {
    if (endpoint.port != 0) ports.insert(endpoint.port);
  }
  return {ports.begin(), ports.end()};
}

HostFilter filter_of(const HostRules& rules, FilteredDevice device, const ServicePorts& ports) {
  HostFilter filter{.device = device, .services = {}};
  if (!rules.in_force()) return filter;
  for (const auto& [service, numbers] : ports) {
    if (numbers.empty()) continue;
    FilteredService each{.service = service, .ports = numbers, .admitted = {}};
    for (const Family family : kFamilies) {
      const auto admitted = rules.admitted(family, service);
      each.admitted.insert(each.admitted.end(), admitted.begin(), admitted.end());
    }
    filter.services.push_back(std::move(each));
  }
  return filter;
}

FilterSender::FilterSender(Options options, const base::Clock& clock)
    : options_{std::move(options)}, caller_{host_caller_options(options_.socket), clock} {}

base::Result<void> FilterSender::send(const HostRules& rules) {
  base::ipc::Payload payload;
  payload.body = marshal_host_filter(filter_of(rules, options_.device, options_.ports));
  const auto answer = caller_.call(kSetHostFilter, std::move(payload), kFilterTimeout);
  if (!answer) return answer.error();
  return {};
}

}  // namespace appliance
