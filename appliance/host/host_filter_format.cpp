#include "appliance/host/host_filter_format.h"

#include <array>
#include <limits>
#include <set>
#include <utility>

#include "base/json/json.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;

constexpr std::size_t kFilterBytesMax = std::size_t{16} << 20;

Error filter_error(const char* what) {
  return {ErrorKind::InvalidInput, what};
}

const Json::Array* list_in(const Json& json, std::string_view name, std::size_t count_max) {
  const Json* member = json.find(name);
  const Json::Array* list = member == nullptr ? nullptr : member->as_array();
  return list != nullptr && list->size() <= count_max ? list : nullptr;
}

base::Result<std::vector<std::uint16_t>> read_ports(const Json& json,
                                                    std::set<std::uint16_t>& taken) {
  const auto* list = list_in(json, "ports", kFilterPortsMax);
  if (list == nullptr || list->empty()) return filter_error("a service has 1 to 32 ports");
  std::vector<std::uint16_t> ports;
  for (const Json& each : *list) {
    const std::int64_t* number = each.as_int();
    if (number == nullptr || *number < 1 || *number > std::numeric_limits<std::uint16_t>::max()) {
      return filter_error("there is no such port");
    }
    ports.push_back(static_cast<std::uint16_t>(*number));
    if (!taken.insert(ports.back()).second) return filter_error("a port is named twice");
  }
  return ports;
}

base::Result<std::vector<AddressRange>> read_admitted(const Json& json) {
  const auto* list = list_in(json, "admitted", kFilterRangesMax);
  if (list == nullptr) return filter_error("who is admitted is a list");
  std::vector<AddressRange> admitted;
  std::array<const Address*, kFamilies.size()> last{};
  admitted.reserve(list->size());
  for (const Json& each : *list) {
    const std::string* text = each.as_string();
    const auto parsed = text == nullptr ? base::Result<ParsedSubject>{filter_error("no text")}
                                        : parse_subject(*text);
    if (!parsed || parsed->host_bits_set || parsed->zone_ignored) {
      return filter_error("who is admitted is a list of ranges");
    }
    const AddressRange& range = parsed->range;
    auto& before = last[static_cast<std::size_t>(range.family())];
    if (before != nullptr && range.first <= *before) return filter_error("ranges overlap");
    admitted.push_back(range);
    before = &admitted.back().last;
  }
  return admitted;
}

}  // namespace

base::Bytes marshal_host_filter(const HostFilter& filter) {
  Json::Array services;
  for (const FilteredService& each : filter.services) {
    Json::Array ports;
    for (const std::uint16_t port : each.ports) ports.emplace_back(std::int64_t{port});
    Json::Array admitted;
    for (const AddressRange& range : each.admitted) admitted.emplace_back(range_text(range));
    Json service;
    service["service"] = to_string(each.service);
    service["ports"] = std::move(ports);
    service["admitted"] = std::move(admitted);
    services.push_back(std::move(service));
  }
  Json json;
  json["device"] = filter.device == FilteredDevice::Recorder ? "recorder" : "camera";
  json["services"] = std::move(services);
  return base::to_bytes(json.dump());
}

base::Result<HostFilter> parse_host_filter(base::ByteView bytes) {
  const auto json =
      base::parse_json(base::as_text(bytes), {.bytes_max = kFilterBytesMax, .depth_max = 8});
  if (!json) return json.error();
  const auto device = json->get_string("device");
  if (!device || (*device != "recorder" && *device != "camera")) {
    return filter_error("a filter is a recorder's or a camera's");
  }
  HostFilter filter;
  filter.device = *device == "recorder" ? FilteredDevice::Recorder : FilteredDevice::Camera;
  const auto* services = list_in(*json, "services", kHostServices.size());
  if (services == nullptr) return filter_error("a filter has a list of services");
  std::set<std::uint16_t> taken;
  std::set<HostService> named;
  for (const Json& each : *services) {
    const auto name = each.get_string("service");
    const auto service = name ? parse_host_service(*name) : std::nullopt;
    if (!service || !named.insert(*service).second) {
      return filter_error("a service is unknown or named twice");
    }
    FilteredService read{.service = *service, .ports = {}, .admitted = {}};
    ASSIGN_OR_RETURN(read.ports, read_ports(each, taken));
    ASSIGN_OR_RETURN(read.admitted, read_admitted(each));
    filter.services.push_back(std::move(read));
  }
  return filter;
}

}  // namespace appliance
