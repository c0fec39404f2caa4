#include "appliance/hosts/host_gate.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "appliance/hosts/host_routes.h"
#include "base/event/catalogue.h"

namespace appliance {

HostGate::HostGate(const Parts& parts, const std::string& folder, Options options)
    : parts_{parts},
      options_{std::move(options)},
      access_{{parts.files, parts.clock, parts.log}, folder + "/hosts.db"},
      desk_{{parts.files, parts.clock, parts.log}, folder + "/change-undo"} {
  desk_.add(access_);
  access_.on_change([this] { (void)wakes_.try_push(1, 1); });
}

HostGate::~HostGate() {
  (void)stop({});
}

std::vector<http::Route> HostGate::routes(base::IdSource& ids, PasswordProof proof) {
  auto routes = host_routes({access_, desk_, ids, parts_.clock});
  std::ranges::move(change_routes(desk_, std::move(proof)), std::back_inserter(routes));
  return routes;
}

base::Result<void> HostGate::start() {
  keep_filter();
  RETURN_IF_ERROR(desk_.start());
  thread_ = base::NamedThread{"host-gate", [this] { run(); }};
  return {};
}

base::Result<void> HostGate::stop(base::SteadyTime deadline) {
  wakes_.close();
  if (thread_.joinable()) thread_.join();
  return desk_.stop(deadline);
}

void HostGate::run() {
  while (!wakes_.drained()) {
    access_.look();
    keep_filter();
    (void)wakes_.pop_wait_for(options_.look_every);
  }
}

void HostGate::keep_filter() {
  const auto rules = access_.rules();
  if (!options_.set_filter || filtered_ == rules) return;
  if (filter_failed_ && parts_.clock.steady() < next_try_) return;
  const auto set = options_.set_filter(*rules);
  if (set) {
    filtered_ = rules;
    filter_failed_ = false;
    return;
  }
  // Once, and not again while it goes on failing.
  if (!std::exchange(filter_failed_, true)) {
    parts_.log.tell(
        {base::events::kHostFilterNotSet, "host-access", {{"reason", set.error().message}}});
  }
  next_try_ = parts_.clock.steady() + options_.filter_retry;
}

}  // namespace appliance
