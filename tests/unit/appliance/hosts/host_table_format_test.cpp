// Goal: a table is read whole or refused at each field that is wrong, both sides of every limit,
// and never one that locks everybody out, now or when rows expire.

#include "appliance/hosts/host_table_format.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/manual_clock.h"

namespace appliance {
namespace {

using base::Json;

class HostTableFormatTest : public testing::Test {
 protected:
  static Json json(const std::string& text) {
    return base::parse_json(text, {.bytes_max = std::size_t{4} << 20}).value();
  }
  ReadHostTable read(const Json& from) {
    auto made = read_host_table(from, ids_);
    if (made.errors.empty()) made.errors = check_somebody_stays(made.table, clock_.wall());
    return made;
  }
  ReadHostTable read(const std::string& text) { return read(json(text)); }
  // "field code" of the first mistake; empty when there is none.
  std::string fault(const Json& from) {
    const auto errors = read(from).errors;
    return errors.empty() ? "" : errors[0].field + " " + errors[0].code;
  }
  std::string text_fault(const std::string& text) { return fault(json(text)); }
  static Json row(Json::Object members) {
    Json made{Json::Object{{"action", "allow"}, {"address", "192.0.2.0/24"}}};
    for (auto& [name, value] : members) made[name] = value;
    return made;
  }
  static Json with_rows(Json::Array rows) {
    return Json{Json::Object{{"enabled", true}, {"otherwise", "deny"}, {"rows", std::move(rows)}}};
  }
  std::string row_fault(Json::Object members) {
    return fault(with_rows({row(std::move(members)), row({})}));
  }

  base::KernelIdSource ids_;
  test_support::ManualClock clock_;
};

TEST_F(HostTableFormatTest, WhatIsWrittenIsReadBack) {
  const std::string text =
      R"({"enabled":true,"groups":[{"members":["192.0.2.0/24","2001:db8::/64"],"name":"Office"}],)"
      R"("otherwise":"deny","rows":[{"action":"deny","address":"192.0.2.9","comment":"gone",)"
      R"("enabled":true,"id":"0123456789abcdef0123456789abcdef","label":"Old","services":["rtsp"]},)"
      R"({"action":"allow","comment":"","enabled":false,"expires":"2027-01-01T00:00:00.000Z",)"
      R"("group":"Office","id":"1123456789abcdef0123456789abcdef","label":"","services":[]},)"
      R"({"action":"allow","comment":"","enabled":true,"group":"Office",)"
      R"("id":"2123456789abcdef0123456789abcdef","label":"","services":[]}]})";
  const auto first = read(text);
  ASSERT_TRUE(first.errors.empty()) << first.errors[0].field << first.errors[0].code;
  EXPECT_EQ(host_table_json(first.table).dump(), text);
  EXPECT_EQ(read(host_table_json(first.table)).table, first.table);
}

TEST_F(HostTableFormatTest, ARowWithoutAnIdGetsOne) {
  const auto made = read(with_rows({row({}), row({})}));
  ASSERT_TRUE(made.errors.empty());
  EXPECT_NE(made.table.rows[0].id, made.table.rows[1].id);
}

TEST_F(HostTableFormatTest, EachMistakeIsToldAtItsField) {
  EXPECT_EQ(row_fault({{"address", "192.0.2"}}), "/rows/0/address malformed");
  EXPECT_EQ(row_fault({{"address", 7}}), "/rows/0/address wrong_type");
  EXPECT_EQ(row_fault({{"group", "x"}}), "/rows/0/address ambiguous");
  EXPECT_EQ(row_fault({{"action", "maybe"}}), "/rows/0/action malformed");
  EXPECT_EQ(row_fault({{"services", Json::Array{"telnet"}}}), "/rows/0/services unknown_service");
  EXPECT_EQ(row_fault({{"services", Json::Array{"web", "web"}}}), "/rows/0/services taken");
  EXPECT_EQ(row_fault({{"enabled", "yes"}}), "/rows/0/enabled wrong_type");
  EXPECT_EQ(row_fault({{"expires", "tomorrow"}}), "/rows/0/expires malformed");
  EXPECT_EQ(row_fault({{"id", "1"}}), "/rows/0/id malformed");
  EXPECT_EQ(row_fault({{"colour", "red"}}), "/rows/0 unknown_member");
  EXPECT_EQ(row_fault({{"label", "a\nb"}}), "/rows/0/label malformed");
  EXPECT_EQ(text_fault(R"({"otherwise":"deny","rows":[{"address":"192.0.2.1"}]})"),
            "/rows/0/action missing");
  EXPECT_EQ(text_fault(R"({"otherwise":"deny","rows":[{"action":"allow"}]})"),
            "/rows/0/address missing");
  EXPECT_EQ(text_fault(R"({"otherwise":"deny","rows":[{"action":"allow","group":"x"}]})"),
            "/rows/0/group unknown_group");
  EXPECT_EQ(text_fault(R"({"rows":[]})"), "/otherwise missing");
  EXPECT_EQ(text_fault(R"([])"), " wrong_type");
}

TEST_F(HostTableFormatTest, AllMistakesAreToldAtOnce) {
  const auto all = read(with_rows({row({{"address", "?"}, {"action", "?"}}), row({{"label", 1}})}));
  EXPECT_EQ(all.errors.size(), 3U);
}

TEST_F(HostTableFormatTest, TextsHaveTheirLimits) {
  EXPECT_EQ(row_fault({{"label", std::string(64, 'x')}}), "");
  EXPECT_EQ(row_fault({{"label", std::string(65, 'x')}}), "/rows/0/label too_long");
  EXPECT_EQ(row_fault({{"comment", std::string(256, 'x')}}), "");
  EXPECT_EQ(row_fault({{"comment", std::string(257, 'x')}}), "/rows/0/comment too_long");
}

// R065, R066.
TEST_F(HostTableFormatTest, RowsGroupsAndMembersHaveTheirLimits) {
  EXPECT_EQ(fault(with_rows(Json::Array(512, row({})))), "");
  EXPECT_EQ(fault(with_rows(Json::Array(513, row({})))), "/rows too_many");
  const auto with_groups = [&](std::size_t groups, std::size_t members) {
    Json made = with_rows({row({})});
    Json::Array list;
    for (std::size_t i = 0; i < groups; ++i) {
      list.push_back(Json{Json::Object{{"name", std::to_string(i)},
                                       {"members", Json::Array(members, Json{"192.0.2.1"})}}});
    }
    made["groups"] = std::move(list);
    return made;
  };
  EXPECT_EQ(fault(with_groups(64, 1)), "");
  EXPECT_EQ(fault(with_groups(65, 1)), "/groups too_many");
  EXPECT_EQ(fault(with_groups(1, 128)), "");
  EXPECT_EQ(fault(with_groups(1, 129)), "/groups/0/members too_many");
  EXPECT_EQ(fault(with_groups(1, 0)), "/groups/0/members missing");
}

TEST_F(HostTableFormatTest, AGroupHasANameOfItsOwn) {
  const auto named = [&](const std::string& first, const std::string& second) {
    Json made = with_rows({row({})});
    Json::Array groups;
    for (const std::string& name : {first, second}) {
      groups.push_back(Json{Json::Object{{"name", name}, {"members", Json::Array{"192.0.2.1"}}}});
    }
    made["groups"] = std::move(groups);
    return fault(made);
  };
  EXPECT_EQ(named("a", "b"), "");
  EXPECT_EQ(named("a", "a"), "/groups/1/name taken");
  EXPECT_EQ(named("a", ""), "/groups/1/name missing");
  EXPECT_EQ(named("a", " b"), "/groups/1/name malformed");
  EXPECT_EQ(named("a", std::string(64, 'b')), "");
  EXPECT_EQ(named("a", std::string(65, 'b')), "/groups/1/name too_long");
}

TEST_F(HostTableFormatTest, AGroupInUseCannotBeTakenAway) {
  Json made = with_rows({Json{Json::Object{{"action", "allow"}, {"group", "Office"}}}});
  EXPECT_EQ(fault(made), "/rows/0/group unknown_group");
  made["groups"] =
      Json::Array{Json{Json::Object{{"name", "Office"}, {"members", Json::Array{"192.0.2.1"}}}}};
  EXPECT_EQ(fault(made), "");
}

// R061.
TEST_F(HostTableFormatTest, HostBitsAndZonesAreWarnedOf) {
  const auto made =
      read(with_rows({row({{"address", "192.0.2.7/24"}}), row({{"address", "fe80::1%eth0"}})}));
  ASSERT_TRUE(made.errors.empty());
  ASSERT_EQ(made.warnings.size(), 2U);
  EXPECT_EQ(made.warnings[0].field, "/rows/0/address");
  EXPECT_EQ(made.warnings[0].code, "host_bits_set");
  EXPECT_NE(made.warnings[0].detail.find("192.0.2.0/24"), std::string::npos);
  EXPECT_EQ(made.warnings[1].code, "zone_ignored");
}

TEST_F(HostTableFormatTest, AFamilyThatIsClosedForWantOfRowsIsWarnedOf) {
  const auto made = read(with_rows({row({})}));
  ASSERT_EQ(made.warnings.size(), 1U);
  EXPECT_EQ(made.warnings[0].code, "ipv6_closed");
}

// R062.
TEST_F(HostTableFormatTest, ATableThatLetsNobodyInIsRefused) {
  EXPECT_EQ(fault(with_rows({})), "/rows nobody_admitted");
  EXPECT_EQ(fault(with_rows({row({{"services", Json::Array{"rtsp"}}})})), "/rows nobody_admitted");
  EXPECT_EQ(fault(with_rows({row({{"address", "127.0.0.1"}})})), "/rows nobody_admitted");
  EXPECT_EQ(
      text_fault(R"({"enabled":true,"otherwise":"allow","rows":[)"
                 R"({"action":"deny","address":"0.0.0.0/0"},{"action":"deny","address":"::/0"}]})"),
      "/rows nobody_admitted");
  EXPECT_EQ(text_fault(R"({"enabled":false,"otherwise":"deny"})"), "");
}

// R068.
TEST_F(HostTableFormatTest, RowsThatExpireNeverTakeTheLastWayIn) {
  const Json lapsing = row({{"expires", "2099-01-01T00:00:00Z"}});
  EXPECT_EQ(fault(with_rows({lapsing})), "/rows nobody_admitted_later");
  EXPECT_EQ(fault(with_rows({lapsing, row({})})), "");
  EXPECT_EQ(fault(with_rows({row({{"expires", "2026-01-01T00:00:00Z"}})})),
            "/rows nobody_admitted");
  // Between the two times nobody would be let in.
  const Json denied{Json::Object{
      {"action", "deny"}, {"address", "0.0.0.0/0"}, {"expires", "2099-01-02T00:00:00Z"}}};
  EXPECT_EQ(fault(with_rows({lapsing, denied, row({})})), "/rows nobody_admitted_later");
}

}  // namespace
}  // namespace appliance
