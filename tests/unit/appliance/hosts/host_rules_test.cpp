// Goal: the first row that matches decides, for both families in one table, and no way around it is
// left open.

#include "appliance/hosts/host_rules.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "tests/unit/appliance/hosts/host_fixture.h"

namespace appliance {
namespace {

using host_test::address;
using host_test::allow;
using host_test::deny;
using host_test::table;
using Why = Judgement::Why;

const base::WallTime kNow = test_support::ManualClock{}.wall();

Judgement judge(const HostTable& of, const std::string& from,
                HostService service = HostService::Web) {
  return HostRules::compile(of, kNow).judge(address(from), service);
}
bool allowed(const HostTable& of, const std::string& from, HostService service = HostService::Web) {
  return judge(of, from, service).allowed;
}

// R064.
TEST(HostRulesTest, ATableThatIsOffLetsEverybodyIn) {
  HostTable off = table(Verdict::Deny, {deny(1, "0.0.0.0/0")});
  off.enabled = false;
  EXPECT_EQ(judge(off, "192.0.2.1").why, Why::Off);
  EXPECT_TRUE(allowed(off, "2001:db8::1"));
}

TEST(HostRulesTest, TheFirstRowThatMatchesDecides) {
  const auto rules = table(Verdict::Deny, {deny(1, "192.168.10.99"), allow(2, "192.168.10.0/24")});
  EXPECT_EQ(judge(rules, "192.168.10.99"), (Judgement{false, Why::Row, rules.rows[0].id}));
  EXPECT_EQ(judge(rules, "192.168.10.98"), (Judgement{true, Why::Row, rules.rows[1].id}));
  EXPECT_EQ(judge(rules, "192.168.11.1"), (Judgement{false, Why::Otherwise}));
  const auto swapped =
      table(Verdict::Deny, {allow(2, "192.168.10.0/24"), deny(1, "192.168.10.99")});
  EXPECT_TRUE(allowed(swapped, "192.168.10.99"));
}

TEST(HostRulesTest, BothEndsOfARangeAreInsideAndTheirNeighboursAreNot) {
  const auto v4 = table(Verdict::Deny, {allow(1, "10.0.0.16-10.0.0.31")});
  EXPECT_FALSE(allowed(v4, "10.0.0.15"));
  EXPECT_TRUE(allowed(v4, "10.0.0.16"));
  EXPECT_TRUE(allowed(v4, "10.0.0.31"));
  EXPECT_FALSE(allowed(v4, "10.0.0.32"));
  const auto v6 = table(Verdict::Deny, {allow(1, "2001:db8::/64")});
  EXPECT_FALSE(allowed(v6, "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff"));
  EXPECT_TRUE(allowed(v6, "2001:db8::"));
  EXPECT_TRUE(allowed(v6, "2001:db8::ffff:ffff:ffff:ffff"));
  EXPECT_FALSE(allowed(v6, "2001:db8:0:1::"));
  const auto all = table(Verdict::Deny, {allow(1, "0.0.0.0/0"), allow(2, "::/0")});
  for (const char* edge :
       {"0.0.0.0", "255.255.255.255", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}) {
    EXPECT_TRUE(allowed(all, edge)) << edge;
  }
}

// R064, R067.
TEST(HostRulesTest, AllowOnlyAndDenyOnlyAreTheTwoDefaults) {
  EXPECT_FALSE(allowed(table(Verdict::Deny, {allow(1, "192.0.2.1")}), "192.0.2.2"));
  EXPECT_TRUE(allowed(table(Verdict::Allow, {deny(1, "192.0.2.1")}), "192.0.2.2"));
  EXPECT_FALSE(allowed(table(Verdict::Allow, {deny(1, "192.0.2.1")}), "192.0.2.1"));
}

// R063.
TEST(HostRulesTest, AnIpv4ListWithoutAnIpv6ListDeniesIpv6WhateverTheDefault) {
  for (const Verdict otherwise : {Verdict::Allow, Verdict::Deny}) {
    const auto rules = table(otherwise, {allow(1, "192.0.2.0/24")});
    EXPECT_EQ(judge(rules, "2001:db8::1"), (Judgement{false, Why::ClosedFamily}));
  }
  EXPECT_FALSE(allowed(table(Verdict::Allow, {deny(1, "192.0.2.1")}), "2001:db8::1"));
  EXPECT_TRUE(allowed(table(Verdict::Allow, {deny(1, "192.0.2.1"), deny(2, "2001:db8::2")}),
                      "2001:db8::1"));
  EXPECT_FALSE(allowed(table(Verdict::Allow, {deny(1, "2001:db8::2")}), "192.0.2.1"));
  EXPECT_TRUE(allowed(table(Verdict::Allow, {}), "2001:db8::1"));
}

TEST(HostRulesTest, AFamilyStaysClosedWhenTheRowsThatClosedItHaveExpired) {
  auto rules = table(Verdict::Allow, {allow(1, "192.0.2.0/24")});
  rules.rows[0].expires = kNow - std::chrono::seconds{1};
  EXPECT_EQ(judge(rules, "2001:db8::1").why, Why::ClosedFamily);
}

TEST(HostRulesTest, AMappedPeerIsJudgedAsIpv4) {
  const auto rules = table(Verdict::Deny, {allow(1, "192.0.2.7"), deny(2, "::/0")});
  EXPECT_TRUE(allowed(rules, "::ffff:192.0.2.7"));
  EXPECT_FALSE(allowed(rules, "::ffff:192.0.2.8"));
}

// R067.
TEST(HostRulesTest, ARowForOneServiceSaysNothingOfTheOthers) {
  const auto rules = table(Verdict::Deny, {allow(1, "192.0.2.7", {HostService::Rtsp}),
                                           allow(2, "192.0.2.0/24", {HostService::Web})});
  EXPECT_TRUE(allowed(rules, "192.0.2.7", HostService::Rtsp));
  EXPECT_FALSE(allowed(rules, "192.0.2.8", HostService::Rtsp));
  EXPECT_EQ(judge(rules, "192.0.2.7").row, rules.rows[1].id);
  EXPECT_FALSE(allowed(rules, "192.0.2.7", HostService::Ssh));
  const auto only_rtsp = table(Verdict::Allow, {allow(1, "192.0.2.7", {HostService::Rtsp})});
  EXPECT_TRUE(allowed(only_rtsp, "2001:db8::1", HostService::Web));
  EXPECT_FALSE(allowed(only_rtsp, "2001:db8::1", HostService::Rtsp));
}

TEST(HostRulesTest, ARowCountsUntilItExpiresAndNotWhenItIsOff) {
  auto rules = table(Verdict::Deny, {allow(1, "192.0.2.7"), allow(2, "192.0.2.8")});
  rules.rows[0].expires = kNow + std::chrono::nanoseconds{1};
  EXPECT_TRUE(allowed(rules, "192.0.2.7"));
  const auto compiled = HostRules::compile(rules, kNow);
  EXPECT_TRUE(compiled.holds_at(kNow));
  EXPECT_FALSE(compiled.holds_at(kNow + std::chrono::nanoseconds{1}));
  EXPECT_FALSE(compiled.holds_at(kNow - std::chrono::nanoseconds{1}));
  rules.rows[0].expires = kNow;
  EXPECT_FALSE(allowed(rules, "192.0.2.7"));
  rules.rows[1].enabled = false;
  EXPECT_FALSE(allowed(rules, "192.0.2.8"));
}

// R060.
TEST(HostRulesTest, GroupsStandForTheirMembersOfBothFamilies) {
  auto rules = table(Verdict::Deny, {});
  rules.groups.push_back({"Office",
                          {parse_subject("192.0.2.0/24").value().range,
                           parse_subject("2001:db8::/64").value().range}});
  HostRow row = allow(1, "192.0.2.1");
  row.subject = GroupName{"Office"};
  rules.rows.push_back(row);
  EXPECT_TRUE(allowed(rules, "192.0.2.9"));
  EXPECT_TRUE(allowed(rules, "2001:db8::9"));
  EXPECT_FALSE(allowed(rules, "2001:db8:1::9"));
}

// R068.
TEST(HostRulesTest, TheConsoleIsAlwaysLetInAndNobodyElseOfLoopback) {
  const auto rules = table(Verdict::Deny, {allow(1, "192.0.2.1"), deny(2, "::/0")});
  EXPECT_EQ(judge(rules, "127.0.0.1"), (Judgement{true, Why::Console}));
  EXPECT_EQ(judge(rules, "::1"), (Judgement{true, Why::Console}));
  EXPECT_FALSE(allowed(rules, "127.0.0.2"));
  EXPECT_FALSE(allowed(rules, "::2"));
}

TEST(HostRulesTest, AnUnreadableTableLetsOnlyTheConsoleIn) {
  const auto rules = HostRules::unreadable();
  EXPECT_EQ(rules.judge(address("192.0.2.1"), HostService::Web),
            (Judgement{false, Why::Unreadable}));
  EXPECT_TRUE(rules.judge(address("::1"), HostService::Web).allowed);
  EXPECT_TRUE(rules.admitted(Family::V4, HostService::Web).empty());
}

TEST(HostRulesTest, WhoIsAdmittedIsToldAsDisjointRanges) {
  const auto rules = HostRules::compile(
      table(Verdict::Allow,
            {deny(1, "10.0.0.5"), allow(2, "10.0.0.0/8"), deny(3, "2001:db8::/32")}),
      kNow);
  const auto v4 = rules.admitted(Family::V4, HostService::Web);
  ASSERT_EQ(v4.size(), 2U);
  EXPECT_EQ(range_text(v4[0]), "0.0.0.0-10.0.0.4");
  EXPECT_EQ(range_text(v4[1]), "10.0.0.6-255.255.255.255");
  const auto v6 = rules.admitted(Family::V6, HostService::Web);
  ASSERT_EQ(v6.size(), 3U);
  EXPECT_EQ(range_text(v6[0]), "::-::fffe:ffff:ffff");
  EXPECT_EQ(range_text(v6[1]), "::1:0:0:0-2001:db7:ffff:ffff:ffff:ffff:ffff:ffff");
  EXPECT_EQ(range_text(v6[2]), "2001:db9::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(HostRulesTest, NoRangeOfWhoIsAdmittedTouchesMappedAddressesInsideIpv6) {
  for (const char* denied : {"::5", "::/80", "::fffe:0:0/96", "::1:0:0:0"}) {
    const auto rules = HostRules::compile(table(Verdict::Allow, {deny(1, denied)}), kNow);
    for (const auto& range : rules.admitted(Family::V6, HostService::Web)) {
      EXPECT_EQ(family_of(range.first), Family::V6) << denied;
      EXPECT_EQ(family_of(range.last), Family::V6) << denied;
      EXPECT_EQ(parse_subject(range_text(range)).value().range, range) << denied;
    }
  }
}

// R065, R066.
TEST(HostRulesTest, AFullTableOfManyRowsPerFamilyIsJudged) {
  std::vector<HostRow> rows;
  for (std::size_t i = 0; i < kHostRowsMax / 2; ++i) {
    rows.push_back(allow(1, "10.0." + std::to_string(i) + ".7"));
    rows.push_back(allow(2, "2001:db8:0:" + std::to_string(i) + "::7"));
  }
  const auto full = table(Verdict::Deny, std::move(rows));
  EXPECT_TRUE(allowed(full, "10.0.255.7"));
  EXPECT_TRUE(allowed(full, "2001:db8:0:255::7"));
  EXPECT_FALSE(allowed(full, "10.0.255.8"));
  EXPECT_FALSE(allowed(full, "2001:db8:0:255::8"));
}

}  // namespace
}  // namespace appliance
