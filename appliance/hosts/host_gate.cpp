#include "appliance/hosts/host_gate.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "appliance/exposure/exposure_routes.h"
#include "appliance/hosts/host_routes.h"
#include "base/event/catalogue.h"

namespace appliance {

HostGate::HostGate(const Parts& parts, const std::string& folder, Options options)
    : parts_{parts},
      options_{std::move(options)},
      access_{{parts.files, parts.clock, parts.log}, folder + "/hosts.db"},
      exposure_{parts.files, parts.clock},
      desk_{{parts.files, parts.clock, parts.log}, folder + "/change-undo"} {
  if (options_.filter) filter_.emplace(*options_.filter, parts.clock);
  desk_.add(access_);
  access_.on_change([this] { (void)wakes_.try_push(1, 1); });
}

HostGate::~HostGate() {
  (void)stop({});
}

std::vector<http::Route> HostGate::routes(base::IdSource& ids, PasswordProof proof) {
  auto routes = host_routes({access_, desk_, ids, parts_.clock});
  std::ranges::move(change_routes(desk_, std::move(proof)), std::back_inserter(routes));
  std::ranges::move(exposure_routes(exposure_), std::back_inserter(routes));
  return routes;
}

base::Result<void> HostGate::start() {
  if (filter_) {
    RETURN_IF_ERROR(filter_->start());
    keep_filter();
  }
  RETURN_IF_ERROR(desk_.start());
  thread_ = base::NamedThread{"host-gate", [this] { run(); }};
  return {};
}

base::Result<void> HostGate::stop(base::SteadyTime deadline) {
  wakes_.close();
  if (filter_) (void)filter_->stop(deadline);
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
  if (!filter_ || filtered_ == rules) return;
  if (!filter_trouble_.empty() && parts_.clock.steady() < next_try_) return;
  const auto set = filter_->send(*rules);
  if (set) {
    filtered_ = rules;
    filter_trouble_.clear();
    return;
  }
  // Once, and not again while it goes on failing in the same way.
  if (std::exchange(filter_trouble_, set.error().message) != set.error().message) {
    parts_.log.tell(
        {base::events::kHostFilterNotSet, "host-access", {{"reason", set.error().message}}});
  }
  next_try_ = parts_.clock.steady() + options_.filter_retry;
}

}  // namespace appliance
