// Goal: whoever holds the claim code gets the camera, once; then only its account gets in, and the
// same account may watch the streams.
#include "camera-fw/api/device_routes.h"

#include <gtest/gtest.h>

#include "appliance/api/account_routes.h"
#include "appliance/api/session_routes.h"
#include "camera-fw/provision/stream_account.h"
#include "tests/unit/appliance/access/access_fixture.h"
#include "web/http/router.h"

namespace {

using http::Method;

class DeviceRoutesTest : public testing::Test {
 protected:
  DeviceRoutesTest() { serve(*stream_account_); }

  void serve(camera_fw::StreamAccount& streams) {
    device_.on_password = [&streams](const appliance::Account& who,
                                     const crypto::Secret& password) {
      streams.follow(who.name, password);
    };
    streams.set_judge([this](std::string_view name) {
      const auto account = device_.access->accounts().find(name);
      return account && appliance::is_valid(*account, device_.clock.wall());
    });
    auto routes = appliance::session_routes(*device_.access);
    const appliance::AccountRoutesParts parts{*device_.access, device_.access_log, device_.clock,
                                              "Door"};
    for (auto& route : appliance::own_account_routes(parts)) routes.push_back(std::move(route));
    for (auto& route : camera_fw::device_routes(device_.access->accounts(), [] {
           camera_fw::DeviceInfo info;
           info.name = "Door";
           info.rtsps_port = 9322;
           return info;
         })) {
      routes.push_back(std::move(route));
    }
    router_ = std::make_unique<http::Router>(
        std::move(routes), http::Router::Options{.authorizer = device_.control().authorizer()});
  }

  http::Response ask(Method method, const std::string& path, const std::string& body = "") {
    http::Request request;
    request.method = method;
    request.target = http::parse_target(path).value();
    request.headers.add("Host", "localhost:9443");
    if (!body.empty()) request.headers.add("Content-Type", "application/json");
    request.body = base::to_bytes(body);
    request.body_bytes_declared = body.size();
    if (!cookie_.empty()) request.headers.add("Cookie", cookie_);
    if (!csrf_.empty()) request.headers.add("X-CSRF-Token", csrf_);
    return router_->handle(std::move(request));
  }
  std::string code_of(const http::Response& response) {
    const auto json = base::parse_json(base::as_text(response.body));
    return json ? json->get_string("code").value() : "no JSON";
  }
  http::Response claim(const std::string& code, const std::string& password = kPassword) {
    base::Json body;
    body["claim_code"] = code;
    body["name"] = "demo";
    body["password"] = password;
    auto response = ask(Method::Post, "/api/v1/setup", body.dump());
    keep_session(response);
    return response;
  }
  http::Response sign_in(const std::string& password) {
    base::Json body;
    body["name"] = "demo";
    body["password"] = password;
    auto response = ask(Method::Post, "/api/v1/session", body.dump());
    keep_session(response);
    return response;
  }
  void keep_session(const http::Response& response) {
    if (response.status != 201) return;
    const std::string set{response.headers.get("Set-Cookie")};
    cookie_ = set.substr(0, set.find(';'));
    csrf_ = base::parse_json(base::as_text(response.body))->get_string("csrf_token").value();
  }

  std::string stream_account_file() const {
    return std::string{device_.directory.path()} + "/stream-account.json";
  }

  static constexpr const char* kPassword = "correct horse battery";

  access_test::Device device_;
  std::unique_ptr<camera_fw::StreamAccount> stream_account_ =
      camera_fw::StreamAccount::load(device_.files, stream_account_file()).value();
  std::unique_ptr<http::Router> router_;
  std::string cookie_;
  std::string csrf_;
};

TEST_F(DeviceRoutesTest, ClaimMakesTheAccountOfPageAndStreams) {
  EXPECT_EQ(base::as_text(ask(Method::Get, "/api/v1/setup").body), R"({"claimed":false})");
  EXPECT_EQ(claim(*device_.access->claim_code().text()).status, 201);
  EXPECT_EQ(base::as_text(ask(Method::Get, "/api/v1/setup").body), R"({"claimed":true})");
  EXPECT_TRUE(stream_account_->is_of("demo"));
  EXPECT_EQ(ask(Method::Get, "/api/v1/session").status, 200);
}

TEST_F(DeviceRoutesTest, SessionTellsWhetherThereIsASecondFactor) {
  ASSERT_EQ(claim(*device_.access->claim_code().text()).status, 201);
  const auto told = [&] {
    const auto response = ask(Method::Get, "/api/v1/session");
    const auto json = base::parse_json(base::as_text(response.body)).value();
    return json.find("account")->find("second_factor")->dump();
  };
  EXPECT_EQ(told(), "false");
  access_test::set_second_factor(device_, device_.access->accounts().list().front().account.id);
  EXPECT_EQ(told(), "true");
}

TEST_F(DeviceRoutesTest, BeforeTheClaimNothingElseAnswers) {
  const auto response = ask(Method::Get, "/api/v1/device");
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(code_of(response), "setup_required");
}

TEST_F(DeviceRoutesTest, WrongCodeClaimsNothing) {
  const auto response = claim("0000-0000-0000");
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(code_of(response), "wrong_claim_code");
  EXPECT_TRUE(stream_account_->is_of(""));
}

TEST_F(DeviceRoutesTest, GuessingIsToldWhenToTryAgain) {
  http::Response response;
  for (int i = 0; i < 20 && response.status != 429; ++i) response = claim("0000-0000-0000");
  EXPECT_EQ(code_of(response), "too_many_attempts");
  const int wait_s = std::stoi(std::string{response.headers.get("Retry-After")});
  EXPECT_GE(wait_s, 1);
  EXPECT_LE(wait_s, 60);
}

TEST_F(DeviceRoutesTest, SecondClaimIsRefused) {
  const auto code = *device_.access->claim_code().text();
  ASSERT_EQ(claim(code).status, 201);
  const auto again = claim(code, "another long password");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(code_of(again), "already_set_up");
}

TEST_F(DeviceRoutesTest, WeakPasswordIsToldByField) {
  const auto response = claim(*device_.access->claim_code().text(), "short");
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(code_of(response), "invalid_fields");
  EXPECT_NE(base::as_text(response.body).find("/password"), std::string_view::npos);
  EXPECT_FALSE(device_.access->accounts().any());
}

TEST_F(DeviceRoutesTest, OddBodiesAreRefused) {
  EXPECT_EQ(ask(Method::Post, "/api/v1/setup", "[]").status, 400);
  EXPECT_EQ(ask(Method::Post, "/api/v1/setup", "{").status, 400);
  EXPECT_EQ(ask(Method::Post, "/api/v1/setup", R"({"name":1})").status, 422);
  const std::string surplus = R"({"claim_code":"c","name":"n","password":"p","more":1})";
  EXPECT_EQ(code_of(ask(Method::Post, "/api/v1/setup", surplus)), "invalid_fields");
}

TEST_F(DeviceRoutesTest, SignsInAndOut) {
  ASSERT_EQ(claim(*device_.access->claim_code().text()).status, 201);
  EXPECT_EQ(ask(Method::Delete, "/api/v1/session").status, 204);
  EXPECT_EQ(ask(Method::Get, "/api/v1/session").status, 401);
  EXPECT_EQ(code_of(sign_in("another long password")), "wrong_credentials");
  EXPECT_EQ(sign_in(kPassword).status, 201);
}

TEST_F(DeviceRoutesTest, SignInRepairsTheStreamAccountThatPowerLossTook) {
  ASSERT_EQ(claim(*device_.access->claim_code().text()).status, 201);
  std::filesystem::remove(stream_account_file());
  const auto lost = camera_fw::StreamAccount::load(device_.files, stream_account_file()).value();
  serve(*lost);
  EXPECT_EQ(sign_in(kPassword).status, 201);
  EXPECT_TRUE(lost->is_of("demo"));
}

TEST_F(DeviceRoutesTest, ANewPasswordIsTheOneForTheStreamsAndTheOldOneIsNot) {
  ASSERT_EQ(claim(*device_.access->claim_code().text()).status, 201);
  const auto verifier = [&] {
    return stream_account_->verifier("demo", http::DigestAlgorithm::Sha256);
  };
  const auto before = verifier().value();
  EXPECT_EQ(ask(Method::Post, "/api/v1/session/password",
                R"({"present_password":"correct horse battery",)"
                R"("password":"another horse battery"})")
                .status,
            204);
  const auto after = verifier().value();
  EXPECT_FALSE(crypto::equal_constant_time(before.reveal(), after.reveal()));
}

TEST_F(DeviceRoutesTest, AnAccountThatIsOffWatchesNothingAndTheNextOneIsTaken) {
  ASSERT_EQ(claim(*device_.access->claim_code().text()).status, 201);
  const auto watches = [&](const char* name) {
    return stream_account_->verifier(name, http::DigestAlgorithm::Sha256).has_value();
  };
  appliance::Accounts& accounts = device_.access->accounts();
  (void)accounts
      .create({.name = "second", .role = appliance::Role::Administrator},
              access_test::Device::password())
      .value();
  stream_account_->follow("second", access_test::Device::password());
  EXPECT_TRUE(watches("demo")) << "the first stays while it may watch";
  EXPECT_FALSE(watches("second"));
  const auto demo = accounts.find("demo").value();
  (void)accounts.change(demo.id, [](appliance::Account& account) { account.enabled = false; })
      .value();
  EXPECT_FALSE(watches("demo"));
  stream_account_->follow("second", access_test::Device::password());
  EXPECT_TRUE(watches("second"));
}

TEST_F(DeviceRoutesTest, DeviceTellsItsStreamsByTheHostThatWasAsked) {
  ASSERT_EQ(claim(*device_.access->claim_code().text()).status, 201);
  const auto response = ask(Method::Get, "/api/v1/device");
  ASSERT_EQ(response.status, 200);
  const auto text = base::as_text(response.body);
  EXPECT_NE(text.find(R"("url":"rtsps://localhost:9322/main")"), std::string_view::npos) << text;
  EXPECT_NE(text.find(R"("url":"rtsps://localhost:9322/sub")"), std::string_view::npos);
}

}  // namespace
