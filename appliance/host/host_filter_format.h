// What the kernel is to let in, as a program asks custody-host for it: for each service its ports
// and everybody admitted to them, and for nobody else.
//
// No rule, table or chain can be named: only addresses and numbers cross to root, and each is
// checked there anew. No service: no filter. Pure. Inverse of each other.
// Specification: docs/design/host-filter.md.
#pragma once

#include <cstdint>
#include <vector>

#include "appliance/hosts/host_table.h"
#include "base/bytes.h"
#include "base/result.h"

namespace appliance {

enum class FilteredDevice { Recorder, Camera };  // both may stand on one machine

struct FilteredService {
  HostService service = HostService::Web;
  std::vector<std::uint16_t> ports;
  std::vector<AddressRange> admitted;  // of each family in order, none touching the next

  bool operator==(const FilteredService&) const = default;
};

struct HostFilter {
  FilteredDevice device = FilteredDevice::Recorder;
  std::vector<FilteredService> services;

  bool operator==(const HostFilter&) const = default;
};

inline constexpr std::size_t kFilterPortsMax = 32;  // of one service
// More than a full table has; what is beyond is left to the listeners.
inline constexpr std::size_t kFilterRangesMax = 140'000;

base::Bytes marshal_host_filter(const HostFilter& filter);
// InvalidInput: it names a service or port that there is not, or twice, or ranges that overlap.
base::Result<HostFilter> parse_host_filter(base::ByteView bytes);

}  // namespace appliance
