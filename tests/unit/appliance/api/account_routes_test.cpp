// Goal: accounts are made, changed and ended by who may, everything is told with who did it, and no
// answer holds a secret twice. R014, R019, R021, R036, R042. Method: requests as values against the
// routes of both devices.

#include "appliance/api/account_routes.h"

#include <gtest/gtest.h>

#include "appliance/api/session_routes.h"
#include "tests/unit/appliance/access/access_fixture.h"
#include "web/http/router.h"

namespace appliance {
namespace {

using base::Json;
using http::Method;

class AccountRoutesTest : public testing::Test {
 protected:
  AccountRoutesTest() {
    const AccountRoutesParts parts{*device_.access, device_.access_log, device_.clock, "Test"};
    std::vector<http::Route> routes = session_routes(*device_.access);
    for (auto make : {account_routes, own_account_routes, access_routes}) {
      for (auto& route : make(parts)) routes.push_back(std::move(route));
    }
    router_ = std::make_unique<http::Router>(
        std::move(routes), http::Router::Options{.authorizer = device_.control().authorizer()});
    administrator_ = device_.token_of(Role::Administrator);
  }

  http::Response ask(Method method, const std::string& path, const std::string& token,
                     const std::string& body = "") {
    http::Request request;
    request.method = method;
    request.target = http::parse_target("/api/v1" + path).value();
    request.headers.set("Host", "localhost");
    if (!body.empty()) request.headers.set("Content-Type", "application/json");
    request.body = base::to_bytes(body);
    request.body_bytes_declared = body.size();
    if (token.starts_with("cst_")) {
      request.headers.set("Authorization", "Bearer " + token);
    } else if (!token.empty()) {
      request.headers.set("Cookie", "__Host-custody-test=" + token);
      request.headers.set("X-CSRF-Token", csrf_token_of(token));
    }
    return router_->handle(std::move(request));
  }
  static Json json_of(const http::Response& response) {
    return base::parse_json(base::as_text(response.body)).value();
  }
  static std::string code_of(const http::Response& response) {
    const auto code = json_of(response).get_string("code");
    return code ? *code : "";
  }
  // "/name:taken /role:unknown" of a refusal.
  static std::string faults_of(const http::Response& response) {
    std::string all;
    const Json json = json_of(response);
    const Json* errors = json.find("errors");
    if (errors == nullptr) return "";
    for (const Json& error : *errors->as_array()) {
      all += (all.empty() ? "" : " ") + error.get_string("field").value() + ":" +
             error.get_string("code").value();
    }
    return all;
  }
  // The id of an account that the administrator makes.
  std::string make_account(const std::string& members) {
    const auto made = ask(Method::Post, "/accounts", administrator_,
                          "{" + members + R"(,"password":"a first sentence"})");
    EXPECT_EQ(made.status, 201) << base::as_text(made.body);
    return json_of(made).get_string("account").value();
  }
  // The session's token, or the code of the refusal.
  std::string sign_in(const std::string& name, const std::string& password,
                      const std::string& code = "") {
    Json body;
    body["name"] = name;
    body["password"] = password;
    if (!code.empty()) body["code"] = code;
    const auto answer = ask(Method::Post, "/session", "", body.dump());
    if (answer.status != 201) return code_of(answer);
    const std::string cookie{answer.headers.get("Set-Cookie")};
    const auto from = cookie.find('=') + 1;
    return cookie.substr(from, cookie.find(';') - from);
  }
  const base::Event& last_event() const { return device_.journal.back(); }

  access_test::Device device_;
  std::unique_ptr<http::Router> router_;
  std::string administrator_;
};

TEST_F(AccountRoutesTest, AFirstPasswordIsGoodForOneThing) {
  (void)make_account(R"("name":"guard","role":"operator")");
  EXPECT_EQ(last_event().kind.code, "A144");
  EXPECT_EQ(last_event().fields.at("by"), Json{"administrator"});
  const std::string token = sign_in("guard", "a first sentence");
  EXPECT_EQ(code_of(ask(Method::Get, "/accounts", token)), "password_change_required");
  EXPECT_EQ(json_of(ask(Method::Get, "/session", token))
                .find("account")
                ->get_bool("must_change_password")
                .value(),
            true);
  const auto wrong = ask(Method::Post, "/session/password", token,
                         R"({"present_password":"a wrong sentence","password":"my own sentence"})");
  EXPECT_EQ(code_of(wrong), "wrong_password");
  const auto same = ask(Method::Post, "/session/password", token,
                        R"({"present_password":"a first sentence","password":"a first sentence"})");
  EXPECT_EQ(faults_of(same), "/password:same");
  const auto changed =
      ask(Method::Post, "/session/password", token,
          R"({"present_password":"a first sentence","password":"my own sentence"})");
  EXPECT_EQ(changed.status, 204);
  EXPECT_EQ(last_event().kind.code, "A147");
  EXPECT_EQ(ask(Method::Get, "/session", token).status, 200) << "this session stays";
  EXPECT_EQ(sign_in("guard", "a first sentence"), "wrong_credentials");
}

// R033.
TEST_F(AccountRoutesTest, EveryMistakeIsToldAtItsField) {
  const auto mistakes = [&](const std::string& body) {
    return faults_of(ask(Method::Post, "/accounts", administrator_, body));
  };
  EXPECT_EQ(mistakes("{}"), "/name:missing /role:missing /password:missing");
  EXPECT_EQ(mistakes(R"({"name":" x","role":"king","password":"short"})"),
            "/name:malformed /role:unknown /password:too_short");
  EXPECT_EQ(mistakes(R"({"name":"a","role":"custom","password":"a first sentence"})"),
            "/permissions:missing");
  EXPECT_EQ(mistakes(R"({"name":"a","role":"custom","permissions":["manage-accounts"],
                         "password":"a first sentence"})"),
            "/permissions:unknown /permissions:missing");
  EXPECT_EQ(mistakes(R"({"name":"a","role":"viewer","permissions":["export"],
                         "password":"a first sentence"})"),
            "/permissions:not_custom");
  EXPECT_EQ(mistakes(R"({"name":"a","role":"administrator","cameras":[],
                         "password":"a first sentence"})"),
            "/cameras:not_for_administrators");
  EXPECT_EQ(mistakes(R"({"name":"a","role":"viewer","cameras":[{"camera":"1","rights":[]}],
                         "password":"a first sentence"})"),
            "/cameras:malformed");
  EXPECT_EQ(mistakes(R"({"name":"a","role":"viewer","expires":"1999-01-01T00:00:00Z",
                         "password":"a first sentence"})"),
            "/expires:past");
  (void)make_account(R"("name":"guard","role":"viewer")");
  EXPECT_EQ(mistakes(R"({"name":"GUARD","role":"viewer","password":"a first sentence"})"),
            "/name:taken");
}

TEST_F(AccountRoutesTest, AChangeIsToldWithBeforeAndAfter) {
  const std::string id = make_account(R"("name":"guard","role":"viewer")");
  const auto changed =
      ask(Method::Patch, "/accounts/" + id, administrator_,
          R"({"cameras":[{"camera":")" + std::string(32, 'a') + R"(","rights":["live"]}]})");
  EXPECT_EQ(changed.status, 200) << base::as_text(changed.body);
  EXPECT_EQ(last_event().kind.code, "A145");
  EXPECT_EQ(last_event().fields.at("before_cameras"), Json{});
  EXPECT_TRUE(last_event().fields.contains("after_cameras"));
  EXPECT_FALSE(last_event().fields.contains("after_role")) << "what stayed is not told";
  (void)ask(Method::Patch, "/accounts/" + id, administrator_,
            R"({"role":"administrator","cameras":null})");
  EXPECT_EQ(last_event().kind.code, "A244") << "a new administrator is a warning";
}

TEST_F(AccountRoutesTest, TheLastAdministratorStays) {
  const Json list = json_of(ask(Method::Get, "/accounts", administrator_));
  const std::string own = list.find("accounts")->as_array()->at(0).get_string("account").value();
  EXPECT_EQ(code_of(ask(Method::Delete, "/accounts/" + own, administrator_)), "last_administrator");
  EXPECT_EQ(code_of(ask(Method::Patch, "/accounts/" + own, administrator_, R"({"enabled":false})")),
            "last_administrator");
}

TEST_F(AccountRoutesTest, ARemovedAccountLosesSessionsTokensAndFactor) {
  const std::string id = make_account(R"("name":"guard","role":"viewer")");
  const base::Id account = base::parse_id(id).value();
  const std::string session = device_.access->sessions().start(account, {}).value().token;
  const auto token =
      device_.access->tokens().make({.account = account,
                                     .label = "x",
                                     .scopes = {"view-live"},
                                     .expires = device_.clock.wall() + std::chrono::hours{1}});
  (void)access_test::set_second_factor(device_, account);
  EXPECT_EQ(ask(Method::Delete, "/accounts/" + id, administrator_).status, 204);
  EXPECT_FALSE(device_.access->sessions().use(session));
  EXPECT_FALSE(device_.access->tokens().use(token.value().secret));
  EXPECT_FALSE(device_.access->factors().has(account));
  EXPECT_EQ(ask(Method::Delete, "/accounts/" + id, administrator_).status, 404);
}

TEST_F(AccountRoutesTest, AResetSignsOutAndMustBeChanged) {
  const std::string id = make_account(R"("name":"guard","role":"viewer")");
  const std::string before = sign_in("guard", "a first sentence");
  EXPECT_EQ(ask(Method::Post, "/accounts/" + id + "/password", administrator_,
                R"({"password":"a reset sentence"})")
                .status,
            204);
  EXPECT_EQ(ask(Method::Get, "/session", before).status, 401);
  EXPECT_EQ(code_of(ask(Method::Get, "/accounts", sign_in("guard", "a reset sentence"))),
            "password_change_required");
}

TEST_F(AccountRoutesTest, ASecondFactorIsSetUpUsedAndRemoved) {
  const std::string present = R"({"present_password":"a long sentence"})";
  const Json begun = json_of(ask(Method::Post, "/session/second-factor", administrator_, present));
  const auto key =
      access_test::from_base32(crypto::Secret::copy_of(begun.get_string("secret").value()));
  const auto app_code = [&] {
    return crypto::hotp(key, crypto::totp_step_of(device_.clock.wall()));
  };
  EXPECT_EQ(code_of(ask(Method::Post, "/session/second-factor/confirmation", administrator_,
                        R"({"code":"000000"})")),
            "wrong_code");
  const auto confirmed = ask(Method::Post, "/session/second-factor/confirmation", administrator_,
                             R"({"code":")" + app_code() + R"("})");
  ASSERT_EQ(confirmed.status, 200);
  EXPECT_EQ(json_of(confirmed).find("recovery_codes")->as_array()->size(), kRecoveryCodes);
  EXPECT_EQ(sign_in("administrator", "a long sentence"), "second_factor_required");
  device_.clock.advance(crypto::kTotpStep);
  EXPECT_EQ(sign_in("administrator", "a long sentence", app_code()).size(), 64U);
  EXPECT_EQ(code_of(ask(Method::Post, "/session/second-factor/removal", administrator_,
                        R"({"present_password":"a wrong sentence"})")),
            "wrong_password");
  EXPECT_EQ(ask(Method::Post, "/session/second-factor/removal", administrator_, present).status,
            204);
  EXPECT_EQ(last_event().kind.code, "A245");
  EXPECT_EQ(sign_in("administrator", "a long sentence").size(), 64U);
}

TEST_F(AccountRoutesTest, ASessionIsEndedByItsOwnerOrWhoManagesAccountsAndNobodyElse) {
  const std::string viewer = device_.token_of(Role::Viewer);
  const auto sessions = [&](const std::string& token) {
    return *json_of(ask(Method::Get, "/sessions", token)).find("sessions")->as_array();
  };
  EXPECT_EQ(sessions(viewer).size(), 1U) << "only one's own";
  ASSERT_EQ(sessions(administrator_).size(), 2U);
  std::string theirs;
  for (const Json& each : sessions(administrator_)) {
    if (each.get_bool("own").value()) theirs = each.get_string("session").value();
  }
  EXPECT_EQ(ask(Method::Delete, "/sessions/" + theirs, viewer).status, 404);
  const std::string own = sessions(viewer)[0].get_string("session").value();
  EXPECT_EQ(ask(Method::Delete, "/sessions/" + own, administrator_).status, 204);
  EXPECT_EQ(last_event().kind.code, "A149");
  EXPECT_EQ(ask(Method::Get, "/session", viewer).status, 401);
}

TEST_F(AccountRoutesTest, ATokenIsShownOnceAndIsNoWayUp) {
  const std::string viewer = device_.token_of(Role::Viewer);
  const std::string until = base::format_rfc3339(device_.clock.wall() + std::chrono::hours{1});
  const auto make = [&](const std::string& scopes) {
    return ask(Method::Post, "/tokens", viewer,
               R"({"label":"script","scopes":)" + scopes + R"(,"expires":")" + until + R"("})");
  };
  EXPECT_EQ(faults_of(make(R"(["manage-cameras"])")), "/scopes:unknown") << "has it not itself";
  EXPECT_EQ(faults_of(make("[]")), "/scopes:unknown");
  const auto made = make(R"(["view-live"])");
  ASSERT_EQ(made.status, 201);
  const std::string secret = json_of(made).get_string("secret").value();
  EXPECT_EQ(ask(Method::Get, "/session", secret).status, 200);
  EXPECT_EQ(code_of(ask(Method::Post, "/tokens", secret, "{}")), "forbidden");
  EXPECT_EQ(code_of(ask(Method::Get, "/accounts", secret)), "forbidden");
  const auto list = ask(Method::Get, "/tokens", viewer);
  EXPECT_EQ(base::as_text(list.body).find(secret), std::string_view::npos);
  const std::string id = json_of(made).get_string("token").value();
  EXPECT_EQ(ask(Method::Delete, "/tokens/" + id, viewer).status, 204);
  EXPECT_EQ(ask(Method::Get, "/session", secret).status, 401);
}

// R015.
TEST_F(AccountRoutesTest, ThePolicyIsToldAndChangedWithinItsBounds) {
  const auto put = [&](const std::string& body) {
    return ask(Method::Put, "/password-policy", administrator_, body);
  };
  EXPECT_EQ(faults_of(put(R"({"characters_min":7,"days_max":3651,"classes_min":5})")),
            "/characters_min:out_of_bounds /classes_min:out_of_bounds /days_max:out_of_bounds");
  EXPECT_EQ(put(R"({"characters_min":8,"classes_min":3})").status, 200);
  EXPECT_EQ(last_event().kind.code, "A152");
  EXPECT_EQ(last_event().fields.at("before_characters_min"), Json{15});
  const Json policy = json_of(ask(Method::Get, "/password-policy", administrator_));
  EXPECT_EQ(policy.get_int("characters_min").value(), 8);
  EXPECT_EQ(policy.get_int("classes_min").value(), 3);
  EXPECT_EQ(policy.get_bool("blocklist").value(), true) << "left out stays";
}

// R048.
TEST_F(AccountRoutesTest, NoAnswerAndNoLineHoldsAPassword) {
  const std::string id = make_account(R"("name":"guard","role":"viewer")");
  (void)ask(Method::Post, "/accounts/" + id + "/password", administrator_,
            R"({"password":"a reset sentence"})");
  const auto list = ask(Method::Get, "/accounts", administrator_);
  for (const char* secret : {"a first sentence", "a reset sentence", "argon2"}) {
    EXPECT_EQ(base::as_text(list.body).find(secret), std::string_view::npos);
    for (const std::string& line : device_.lines.lines) {
      EXPECT_EQ(line.find(secret), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace appliance
