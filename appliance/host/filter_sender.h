// Asks custody-host to make the kernel refuse whom the host access list refuses.
//
// The other side: host_filter_verb.h. Any thread but the caller's own; waits for the answer.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "appliance/host/host_filter_format.h"
#include "appliance/hosts/host_rules.h"
#include "base/process/caller.h"
#include "web/http/server_options.h"

namespace appliance {

using ServicePorts = std::map<HostService, std::vector<std::uint16_t>>;

// Those that are set, each once; a port that the kernel chooses is not known beforehand.
std::vector<std::uint16_t> ports_of(const std::vector<http::Endpoint>& endpoints);

// Pure: what the rules amount to for the ports that services listen on.
HostFilter filter_of(const HostRules& rules, FilteredDevice device, const ServicePorts& ports);

class FilterSender {
 public:
  struct Options {
    std::string socket;  // of custody-host
    FilteredDevice device = FilteredDevice::Recorder;
    ServicePorts ports{};
  };

  // `clock` outlives the sender.
  FilterSender(Options options, const base::Clock& clock);

  base::Result<void> start() { return caller_.start(); }
  base::Result<void> stop(base::SteadyTime deadline) { return caller_.stop(deadline); }

  base::Result<void> send(const HostRules& rules);

 private:
  Options options_;
  base::Caller caller_;
};

}  // namespace appliance
