// Goal: the kernel lets in exactly whom the host access list does, in both families, and keeps
// its hands off everything else (R063, R069). Method: custody-host from its real unit, the real
// nft, and traffic between two network namespaces of the test's own.

#include <gtest/gtest.h>

#include <future>

#include "appliance/host/filter_sender.h"
#include "appliance/host/host_filter_verb.h"
#include "base/ipc/client.h"
#include "tests/support/mini_init/mini_init.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/two_hosts.h"
#include "web/http/io/listener.h"

namespace {

using appliance::HostService;
using appliance::HostTable;
using appliance::Verdict;

constexpr std::chrono::seconds kAtMost{120};

HostTable table_of(std::initializer_list<std::pair<Verdict, const char*>> rows) {
  HostTable table{.enabled = true, .otherwise = Verdict::Deny, .rows = {}, .groups = {}};
  for (const auto& [verdict, text] : rows) {
    appliance::HostRow row;
    row.verdict = verdict;
    row.subject = appliance::parse_subject(text).value().range;
    table.rows.push_back(row);
  }
  return table;
}

std::string ruleset() {
  return test_support::run_program({"/usr/sbin/nft", "list", "ruleset"}).out;
}

class HostFilterTest : public testing::Test {
 protected:
  struct Place {
    explicit Place(const char* address)
        : socket{http::open_listening_socket({address, 0}).value()},
          port{http::local_endpoint(socket.get()).value().port} {}
    base::UniqueFd socket;
    std::uint16_t port;
  };

  HostFilterTest() {
    const auto started = init_.start("custody-host.socket");
    EXPECT_TRUE(started) << started.error().message;
    EXPECT_TRUE(sender_.start());
  }
  ~HostFilterTest() override { (void)sender_.stop({}); }

  // While custody-host is started and looked after.
  template <typename Call>
  auto beside(const Call& call) {
    auto result = std::async(std::launch::async, call);
    EXPECT_TRUE(init_.run_until(
        [&] { return result.wait_for(std::chrono::seconds{0}) == std::future_status::ready; },
        kAtMost));
    return result.get();
  }
  base::Result<void> set(const HostTable& table) {
    const auto rules = appliance::HostRules::compile(table, clock_.wall());
    return beside([&] { return sender_.send(rules); });
  }
  int tried(const std::string& from) const {
    const Place& place = from.find(':') == std::string::npos ? v4_ : v6_;
    return hosts_.connect(from, place.port).error;
  }

  test_support::TwoHosts hosts_;  // first: everything else is in it
  test_support::TemporaryDirectory root_;
  base::RealClock clock_;
  Place v4_{"0.0.0.0"};
  Place v6_{"::"};
  Place other_{"0.0.0.0"};
  mini_init::MiniInit init_{
      {.layout = {.units = CUSTODY_UNITS_DIR, .root = root_.path(), .programs = CUSTODY_BIN_DIR}}};
  appliance::FilterSender sender_{{.socket = root_ / "run/custody/host/control.sock",
                                   .device = appliance::FilteredDevice::Recorder,
                                   .ports = {{HostService::Web, {v4_.port, v6_.port}}}},
                                  clock_};
};

TEST_F(HostFilterTest, TheKernelLetsInWhomTheListDoesAndRefusesTheRest) {
  EXPECT_EQ(tried("10.77.0.3"), 0);
  const auto set_up = set(table_of({{Verdict::Deny, "10.77.0.3"},
                                    {Verdict::Allow, "10.77.0.0/24"},
                                    {Verdict::Allow, "fd77::1-fd77::2"}}));
  ASSERT_TRUE(set_up) << set_up.error().message;
  EXPECT_EQ(tried("10.77.0.2"), 0);
  EXPECT_EQ(tried("10.77.0.3"), ECONNREFUSED);
  EXPECT_EQ(tried("fd77::2"), 0);
  EXPECT_EQ(tried("fd77::3"), ECONNREFUSED);
}

TEST_F(HostFilterTest, AnIpv4ListClosesIpv6InTheKernelToo) {
  ASSERT_TRUE(set(table_of({{Verdict::Allow, "0.0.0.0/0"}})));
  EXPECT_EQ(tried("10.77.0.3"), 0);
  EXPECT_EQ(tried("fd77::2"), ECONNREFUSED);
}

TEST_F(HostFilterTest, EachListReplacesTheOneBeforeAndOffLeavesNothing) {
  ASSERT_TRUE(set(table_of({{Verdict::Allow, "10.77.0.2"}})));
  ASSERT_TRUE(set(table_of({{Verdict::Allow, "10.77.0.3"}})));
  EXPECT_EQ(tried("10.77.0.2"), ECONNREFUSED);
  EXPECT_EQ(tried("10.77.0.3"), 0);
  ASSERT_TRUE(set({}));
  EXPECT_EQ(ruleset(), "");
  EXPECT_EQ(tried("10.77.0.2"), 0);
}

TEST_F(HostFilterTest, OtherPortsLoopbackAndOpenConnectionsAreLeftAlone) {
  const auto open = hosts_.connect("10.77.0.3", v4_.port);
  ASSERT_EQ(open.error, 0);
  const base::UniqueFd accepted{::accept4(v4_.socket.get(), nullptr, nullptr, SOCK_CLOEXEC)};
  ASSERT_TRUE(set(table_of({{Verdict::Allow, "10.77.0.2"}})));
  EXPECT_EQ(hosts_.connect("10.77.0.3", other_.port).error, 0);
  ASSERT_EQ(::send(open.socket.get(), "x", 1, MSG_NOSIGNAL), 1);
  char byte = 0;
  EXPECT_EQ(::recv(accepted.get(), &byte, 1, 0), 1);
  const base::UniqueFd local{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(v4_.port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(local.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
}

TEST_F(HostFilterTest, TablesOfOthersAreNotTouched) {
  ASSERT_EQ(
      test_support::run_program({"/usr/sbin/nft", "add", "table", "inet", "sites_own"}).status, 0);
  ASSERT_TRUE(set(table_of({{Verdict::Allow, "10.77.0.2"}})));
  ASSERT_TRUE(set({}));
  EXPECT_NE(ruleset().find("sites_own"), std::string::npos);
}

TEST_F(HostFilterTest, AFullListIsTaken) {
  HostTable full{.enabled = true, .otherwise = Verdict::Deny, .rows = {}, .groups = {}};
  for (std::size_t i = 0; i < appliance::kHostRowsMax; ++i) {
    appliance::HostRow row;
    const std::string text = i % 2 == 0 ? "10.77." + std::to_string(i / 2) + ".2"
                                        : "fd77:0:0:" + std::to_string(i / 2) + "::2/127";
    row.subject = appliance::parse_subject(text).value().range;
    full.rows.push_back(row);
  }
  const auto set_up = set(full);
  ASSERT_TRUE(set_up) << set_up.error().message;
  EXPECT_EQ(tried("10.77.0.2"), 0);
  EXPECT_EQ(tried("10.77.0.3"), ECONNREFUSED);
  EXPECT_EQ(tried("fd77::3"), 0);
}

TEST_F(HostFilterTest, WhatIsNoFilterIsRefusedAndChangesNothing) {
  ASSERT_TRUE(set(table_of({{Verdict::Allow, "10.77.0.2"}})));
  const std::string before = ruleset();
  for (
      const char* body :
      {"", "{}",
       R"({"device":"recorder","services":[{"service":"web","ports":[0],"admitted":[]}]})",
       R"({"device":"recorder","services":[{"service":"web","ports":[65536],"admitted":[]}]})",
       R"({"device":"recorder","services":[{"service":"x","ports":[1],"admitted":[]}]})",
       R"({"device":"recorder","services":[{"service":"web","ports":[1],"admitted":["1; flush"]}]})"}) {
    const auto answer = beside([&] {
      base::KernelIdSource random;
      base::ipc::Client client{{.path = root_ / "run/custody/host/control.sock"}, clock_, random};
      base::ipc::Payload payload;
      payload.body = base::to_bytes(body);
      return client.call(appliance::kSetHostFilter, std::move(payload), kAtMost);
    });
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().kind, base::ErrorKind::InvalidInput) << body;
  }
  EXPECT_EQ(ruleset(), before);
}

}  // namespace
