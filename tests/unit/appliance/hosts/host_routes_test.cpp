// Goal: over the API the list is read, tried and replaced; nobody cuts themselves off unless they
// insist, and what is not confirmed in the right way does not stay.

#include "appliance/hosts/host_routes.h"

#include <gtest/gtest.h>

#include "appliance/hosts/host_gate.h"
#include "base/event/catalogue.h"
#include "tests/unit/appliance/access/access_fixture.h"
#include "tests/unit/appliance/hosts/host_fixture.h"
#include "web/http/router.h"

namespace appliance {
namespace {

using namespace std::chrono_literals;
using base::Json;
using http::Method;

constexpr const char* kHosts = "/api/v1/host-access";
constexpr const char* kConfirm = "/api/v1/change/confirm";

class HostRoutesTest : public testing::Test {
 protected:
  HostRoutesTest() {
    token_ = device_.token_of(Role::Administrator);
    EXPECT_TRUE(gate_.restore());
  }

  struct Answer {
    int status;
    Json json;
    bool ends_connection;

    std::string code() const { return text("code"); }
    std::string text(std::string_view member) const {
      const auto found = json.get_string(member);
      return found ? *found : "";
    }
    std::string fault() const {
      const Json* errors = json.find("errors");
      if (errors == nullptr) return "none: " + json.dump();
      const Json& first = errors->as_array()->at(0);
      return first.get_string("field").value() + " " + first.get_string("code").value();
    }
  };

  Answer ask(Method method, const std::string& path, const Json& body = {}) {
    http::Request request;
    request.method = method;
    request.target = http::parse_target(path).value();
    request.headers.set("Host", "localhost");
    request.headers.set("Cookie", device_.control().cookie().name() + "=" + token_);
    request.headers.set("X-CSRF-Token", csrf_token_of(token_));
    request.peer.address = host_test::address(from_);
    request.connected = connected_;
    if (!body.is_null()) {
      request.headers.set("Content-Type", "application/json");
      request.body = base::to_bytes(body.dump());
      request.body_bytes_declared = request.body.size();
    }
    const auto response = router_.handle(std::move(request));
    auto json = base::parse_json(base::as_text(response.body), {.bytes_max = 1U << 22});
    return {response.status, json ? *std::move(json) : Json{}, response.ends_connection};
  }

  static Json row(const char* action, const char* address) {
    return Json{Json::Object{{"action", action}, {"address", address}}};
  }
  Json replacement(Json::Array rows, std::int64_t revision = 0) {
    Json body;
    body["revision"] = revision;
    body["table"]["enabled"] = true;
    body["table"]["otherwise"] = "deny";
    body["table"]["rows"] = std::move(rows);
    return body;
  }
  Json mine() { return replacement({row("allow", "192.0.2.0/24")}); }
  Json confirmation(const Answer& put, const char* password = "a long sentence") {
    return Json{Json::Object{{"token", put.json.find("change")->get_string("token").value()},
                             {"password", password}}};
  }
  void reconnect() {
    device_.clock.advance(1s);
    connected_ = device_.clock.steady();
  }
  std::size_t told(const base::EventKind& kind) const {
    std::size_t count = 0;
    for (const auto& event : device_.journal) count += event.kind.code == kind.code;
    return count;
  }

  access_test::Device device_;
  std::string from_ = "192.0.2.7";
  base::SteadyTime connected_ = device_.clock.steady();
  HostGate gate_{{device_.files, device_.clock, device_.access_log}, device_.directory.path(), {}};
  http::Router router_{gate_.routes(device_.ids, password_proof(device_.access->sign_in())),
                       {.authorizer = device_.control().authorizer(), .public_files = {}}};
  std::string token_;
};

TEST_F(HostRoutesTest, TheListSaysWhoAsksAndWhatLetsThemIn) {
  const auto off = ask(Method::Get, kHosts);
  EXPECT_EQ(off.status, 200);
  EXPECT_EQ(off.json.find("you")->get_string("why").value(), "off");
  ASSERT_EQ(ask(Method::Put, kHosts, mine()).status, 200);
  const auto on = ask(Method::Get, kHosts).json;
  EXPECT_EQ(on.get_int("revision").value(), 1);
  EXPECT_EQ(on.find("you")->get_string("address").value(), "192.0.2.7");
  EXPECT_EQ(on.find("you")->get_string("row").value(),
            on.find("table")->find("rows")->as_array()->at(0).get_string("id").value());
  EXPECT_EQ(on.find("warnings")->as_array()->at(0).get_string("code").value(), "ipv6_closed");
}

TEST_F(HostRoutesTest, AConfirmedListStays) {
  const auto put = ask(Method::Put, kHosts, mine());
  ASSERT_EQ(put.status, 200) << put.json.dump();
  EXPECT_TRUE(put.ends_connection);
  EXPECT_EQ(put.json.find("change")->get_int("within_s").value(), 120);
  const auto pending = ask(Method::Get, "/api/v1/change").json;
  EXPECT_EQ(pending.find("pending")->get_string("by").value(), "administrator");
  EXPECT_EQ(pending.find("pending")->get_int("left_s").value(), 120);
  reconnect();
  EXPECT_EQ(ask(Method::Post, kConfirm, confirmation(put)).status, 204);
  EXPECT_EQ(ask(Method::Get, "/api/v1/change").json.find("pending"), nullptr);
  EXPECT_EQ(ask(Method::Post, kConfirm, confirmation(put)).code(), "no_change_pending");
  EXPECT_TRUE(gate_.access().snapshot().table.enabled);
  EXPECT_EQ(told(base::events::kChangeProposed), 1U);
  EXPECT_EQ(told(base::events::kChangeConfirmed), 1U);
}

TEST_F(HostRoutesTest, TheConnectionThatChangedItCannotConfirmItAndIsClosed) {
  const auto put = ask(Method::Put, kHosts, mine());
  device_.clock.advance(1s);
  const auto refused = ask(Method::Post, kConfirm, confirmation(put));
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.code(), "needs_new_connection");
  EXPECT_TRUE(refused.ends_connection);
  reconnect();
  EXPECT_EQ(ask(Method::Post, kConfirm, confirmation(put)).status, 204);
}

TEST_F(HostRoutesTest, AWrongPasswordIsRefusedAuditedAndSlowedDown) {
  const auto put = ask(Method::Put, kHosts, mine());
  reconnect();
  for (int i = 0; i < 5; ++i) {
    const auto refused = ask(Method::Post, kConfirm, confirmation(put, "another sentence"));
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code(), "wrong_password");
  }
  EXPECT_EQ(told(base::events::kConfirmationRefused), 5U);
  EXPECT_EQ(ask(Method::Post, kConfirm, confirmation(put)).code(), "too_many_attempts");
  EXPECT_TRUE(gate_.desk().pending());
}

TEST_F(HostRoutesTest, AWrongTokenAndAnotherAccountAreRefusedBeforeThePassword) {
  const auto put = ask(Method::Put, kHosts, mine());
  reconnect();
  auto wrong = confirmation(put, "another sentence");
  wrong["token"] = std::string(64, 'a');
  EXPECT_EQ(ask(Method::Post, kConfirm, wrong).code(), "wrong_token");
  EXPECT_EQ(told(base::events::kConfirmationRefused), 1U) << "once, and not for the password";
  const auto other = device_.access->accounts().create(
      {.name = "second", .role = Role::Administrator}, access_test::Device::password());
  token_ = device_.access->sessions().start(other.value().id, {}).value().token;
  EXPECT_EQ(ask(Method::Post, kConfirm, confirmation(put)).code(), "not_your_change");
  EXPECT_EQ(told(base::events::kConfirmationRefused), 2U);
}

TEST_F(HostRoutesTest, UndoingBringsBackWhatWas) {
  ASSERT_EQ(ask(Method::Put, kHosts, mine()).status, 200);
  EXPECT_EQ(ask(Method::Delete, "/api/v1/change").status, 204);
  EXPECT_FALSE(gate_.access().snapshot().table.enabled);
  EXPECT_EQ(ask(Method::Delete, "/api/v1/change").code(), "no_change_pending");
}

TEST_F(HostRoutesTest, WhatWouldCutOffWhoeverAsksIsRefusedUnlessForced) {
  auto elsewhere = replacement({row("allow", "198.51.100.0/24")});
  EXPECT_EQ(ask(Method::Put, kHosts, elsewhere).code(), "would_cut_you_off");
  EXPECT_FALSE(gate_.access().snapshot().table.enabled);
  elsewhere["force"] = true;
  const auto put = ask(Method::Put, kHosts, elsewhere);
  EXPECT_EQ(put.status, 200);
  EXPECT_FALSE(put.json.find("you")->get_bool("allowed").value());
  EXPECT_TRUE(gate_.desk().pending());
}

TEST_F(HostRoutesTest, OneChangeAtATimeAndOnlyOnTopOfWhatWasRead) {
  ASSERT_EQ(ask(Method::Put, kHosts, mine()).status, 200);
  EXPECT_EQ(ask(Method::Put, kHosts, replacement({row("allow", "192.0.2.7")}, 1)).code(),
            "change_pending");
  ASSERT_EQ(ask(Method::Delete, "/api/v1/change").status, 204);
  EXPECT_EQ(ask(Method::Put, kHosts, replacement({row("allow", "192.0.2.7")}, 1)).code(),
            "changed_meanwhile");
  EXPECT_EQ(ask(Method::Put, kHosts, replacement({row("allow", "192.0.2.7")}, 2)).status, 200);
}

// R062.
TEST_F(HostRoutesTest, TheTimeToConfirmHasItsLimits) {
  const auto within = [&](Json seconds) {
    auto body = replacement({row("allow", "192.0.2.7")}, gate_.access().snapshot().revision);
    body["confirm_within_s"] = std::move(seconds);
    const auto answer = ask(Method::Put, kHosts, body);
    if (answer.status != 200) return answer.fault();
    EXPECT_EQ(ask(Method::Delete, "/api/v1/change").status, 204);
    return std::string{};
  };
  EXPECT_EQ(within(9), "/confirm_within_s out_of_range");
  EXPECT_EQ(within(10), "");
  EXPECT_EQ(within(600), "");
  EXPECT_EQ(within(601), "/confirm_within_s out_of_range");
  EXPECT_EQ(within("120"), "/confirm_within_s wrong_type");
}

TEST_F(HostRoutesTest, MistakesAreToldAtTheirFieldAndNothingIsChanged) {
  auto body = replacement({row("allow", "192.0.2.0/24"), row("allow", "192.0.2")});
  EXPECT_EQ(ask(Method::Put, kHosts, body).fault(), "/table/rows/1/address malformed");
  EXPECT_EQ(ask(Method::Put, kHosts, replacement({})).fault(), "/table/rows nobody_admitted");
  EXPECT_EQ(ask(Method::Put, kHosts, Json{Json::Object{{"revision", 0}}}).fault(),
            "/table missing");
  body = mine();
  body["colour"] = "red";
  EXPECT_EQ(ask(Method::Put, kHosts, body).fault(), " unknown_member");
  EXPECT_EQ(ask(Method::Put, kHosts, Json{Json::Array{}}).status, 422);
  EXPECT_EQ(gate_.access().snapshot().revision, 0);
}

TEST_F(HostRoutesTest, AnAddressIsTriedAgainstTheListInForceOrAGivenOne) {
  const auto check = [&](Json::Object body) {
    return ask(Method::Post, "/api/v1/host-access/check", Json{std::move(body)});
  };
  EXPECT_EQ(check({{"address", "198.51.100.1"}}).text("why"), "off");
  const auto tried =
      check({{"address", "198.51.100.1"}, {"service", "rtsp"}, {"table", *mine().find("table")}});
  EXPECT_EQ(tried.text("why"), "otherwise");
  EXPECT_FALSE(tried.json.get_bool("allowed").value());
  EXPECT_EQ(check({{"address", "198.51.100.1/32"}}).fault(), "/address malformed");
  EXPECT_EQ(check({}).fault(), "/address missing");
  EXPECT_EQ(check({{"address", "::1"}, {"service", "telnet"}}).fault(), "/service unknown_service");
  EXPECT_EQ(check({{"address", "::1"}, {"table", Json{Json::Object{}}}}).fault(),
            "/table/otherwise missing");
}

TEST_F(HostRoutesTest, AFullTableWithLongTextsFitsInABody) {
  Json::Array rows;
  for (std::size_t i = 0; i < kHostRowsMax; ++i) {
    Json each =
        row("allow", "2001:db8:ffff:ffff:ffff:ffff:ffff:1-2001:db8:ffff:ffff:ffff:ffff:ffff:f000");
    each["label"] = std::string(kRowLabelBytesMax, 'x');
    each["comment"] = std::string(kRowCommentBytesMax, 'x');
    each["expires"] = "2099-01-01T00:00:00.000Z";
    rows.push_back(std::move(each));
  }
  rows.back() = row("allow", "192.0.2.0/24");
  EXPECT_EQ(ask(Method::Put, kHosts, replacement(std::move(rows))).status, 200);
}

}  // namespace
}  // namespace appliance
