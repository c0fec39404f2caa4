#include "appliance/host/host_filter_verb.h"

#include "appliance/host/nft_script.h"
#include "appliance/host/run_tool.h"

namespace appliance {

base::Result<base::ipc::Reply> set_host_filter(const base::ipc::Request& request,
                                               const base::Logger& logger) {
  const auto filter = parse_host_filter(request.payload.body);
  if (!filter) return filter.error();
  const auto set =
      run_tool({.program = "/usr/sbin/nft", .words = {"-f", "-"}}, nft_script(*filter));
  if (!set) {
    logger.log(base::Severity::Error, "nft-failed", {{"reason", set.error().message}});
    return set.error();
  }
  logger.log(base::Severity::Info, "host-filter-set",
             {{"services", std::int64_t(filter->services.size())}});
  return base::ipc::Reply{};
}

}  // namespace appliance
