// Goal: only services, ports and ranges of addresses cross to root, each once and in order (R069).

#include "appliance/host/host_filter_format.h"

#include <gtest/gtest.h>

#include "base/json/json.h"

namespace appliance {
namespace {

using base::Json;

Json service(const char* name, Json::Array ports, Json::Array admitted = {}) {
  return Json{Json::Object{
      {"service", name}, {"ports", std::move(ports)}, {"admitted", std::move(admitted)}}};
}

bool taken(Json::Array services, const char* device = "recorder") {
  const Json json{Json::Object{{"device", device}, {"services", std::move(services)}}};
  return parse_host_filter(base::to_bytes(json.dump())).has_value();
}

TEST(HostFilterFormatTest, WhatIsWrittenIsReadBack) {
  HostFilter filter{.device = FilteredDevice::Camera, .services = {}};
  filter.services.push_back({HostService::Web,
                             {443, 8443},
                             {parse_subject("192.0.2.0/24").value().range,
                              parse_subject("198.51.100.1-198.51.100.9").value().range,
                              parse_subject("2001:db8::/64").value().range}});
  filter.services.push_back({HostService::Rtsp, {322}, {}});
  EXPECT_EQ(parse_host_filter(marshal_host_filter(filter)).value(), filter);
  EXPECT_EQ(parse_host_filter(marshal_host_filter({})).value(), HostFilter{});
}

TEST(HostFilterFormatTest, PortsAreRealAndNamedOnce) {
  EXPECT_TRUE(taken({service("web", {1})}));
  EXPECT_TRUE(taken({service("web", {65535})}));
  EXPECT_FALSE(taken({service("web", {0})}));
  EXPECT_FALSE(taken({service("web", {65536})}));
  EXPECT_FALSE(taken({service("web", {"443"})}));
  EXPECT_FALSE(taken({service("web", {443, 443})}));
  EXPECT_FALSE(taken({service("web", {443}), service("rtsp", {443})}));
  EXPECT_FALSE(taken({service("web", {})}));
  Json::Array most;
  for (std::int64_t port = 1; port <= 32; ++port) most.emplace_back(port);
  EXPECT_TRUE(taken({service("web", most)}));
  most.emplace_back(33);
  EXPECT_FALSE(taken({service("web", most)}));
}

TEST(HostFilterFormatTest, ServicesAreKnownAndNamedOnce) {
  EXPECT_FALSE(taken({service("telnet", {23})}));
  EXPECT_FALSE(taken({service("web", {443}), service("web", {8443})}));
  EXPECT_FALSE(taken({}, "toaster"));
  EXPECT_FALSE(parse_host_filter(base::to_bytes("[]")));
}

TEST(HostFilterFormatTest, RangesAreExactInOrderAndApart) {
  const auto admits = [](Json::Array admitted) {
    return taken({service("web", {443}, std::move(admitted))});
  };
  EXPECT_TRUE(admits({"192.0.2.1", "192.0.2.2", "2001:db8::1"}));
  EXPECT_FALSE(admits({"192.0.2.2", "192.0.2.1"}));
  EXPECT_FALSE(admits({"192.0.2.0/24", "192.0.2.255"}));
  EXPECT_FALSE(admits({"192.0.2.7/24"}));
  EXPECT_FALSE(admits({"fe80::1%eth0"}));
  EXPECT_FALSE(admits({"192.0.2.1; flush ruleset"}));
  EXPECT_FALSE(admits({7}));
}

}  // namespace
}  // namespace appliance
