// Goal: what the kernel is asked for is what the rules say, for the ports that are listened on.

#include "appliance/host/filter_sender.h"

#include <gtest/gtest.h>

#include "appliance/host/nft_script.h"
#include "tests/unit/appliance/hosts/host_fixture.h"

namespace appliance {
namespace {

using host_test::allow;
using host_test::table;

const ServicePorts kPorts{{HostService::Web, {443}}, {HostService::Rtsp, {}}};

HostFilter filter_for(const HostTable& of) {
  return filter_of(HostRules::compile(of, base::WallTime{}), FilteredDevice::Recorder, kPorts);
}

TEST(FilterSenderTest, EachServiceThatListensIsFilteredByTheRules) {
  const auto filter = filter_for(table(Verdict::Deny, {allow(1, "192.0.2.0/24")}));
  ASSERT_EQ(filter.services.size(), 1U);
  EXPECT_EQ(filter.services[0].ports, std::vector<std::uint16_t>{443});
  ASSERT_EQ(filter.services[0].admitted.size(), 1U);
  EXPECT_EQ(range_text(filter.services[0].admitted[0]), "192.0.2.0/24");
}

TEST(FilterSenderTest, ATableThatIsOffFiltersNothingAndAnUnreadableOneEverything) {
  EXPECT_TRUE(filter_for({}).services.empty());
  const auto closed = filter_of(HostRules::unreadable(), FilteredDevice::Recorder, kPorts);
  ASSERT_EQ(closed.services.size(), 1U);
  EXPECT_TRUE(closed.services[0].admitted.empty());
}

TEST(FilterSenderTest, PortsAreThoseThatAreSetEachOnce) {
  EXPECT_EQ(ports_of({{"0.0.0.0", 443}, {"::", 443}, {"127.0.0.1", 0}, {"::", 322}}),
            (std::vector<std::uint16_t>{322, 443}));
}

TEST(FilterSenderTest, TheScriptReplacesOneTableOfOurs) {
  EXPECT_EQ(nft_script({}), "table inet custody\ndelete table inet custody\n");
  const std::string script =
      nft_script(filter_for(table(Verdict::Deny, {allow(1, "192.0.2.0/24")})));
  EXPECT_NE(script.find("elements = {\n      192.0.2.0/24\n"), std::string::npos) << script;
  EXPECT_NE(script.find("tcp dport { 443 } reject with tcp reset"), std::string::npos) << script;
  EXPECT_EQ(script.find("web_v6"), std::string::npos) << script;
  HostFilter camera{.device = FilteredDevice::Camera, .services = {}};
  EXPECT_EQ(nft_script(camera), "table inet custody_camera\ndelete table inet custody_camera\n");
}

}  // namespace
}  // namespace appliance
