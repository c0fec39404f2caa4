// Goal: nobody does what they may not, no other site acts in their name, and every refusal is
// written down. Method: requests as values.

#include "appliance/access/access_control.h"

#include <gtest/gtest.h>

#include "appliance/access/permissions.h"
#include "base/json/json.h"
#include "tests/unit/appliance/access/access_fixture.h"

namespace appliance {
namespace {

const http::Access kLooking = http::Access::needs(kViewLive);
const http::Access kChanging = http::Access::needs(kConfigureCameras);

class AccessControlTest : public testing::Test {
 protected:
  static http::Request request(http::Method method, std::string_view token = {}) {
    http::Request request;
    request.method = method;
    request.target = http::parse_target("/api/v1/cameras").value();
    request.headers.set("Host", "custody.example:8443");
    if (!token.empty()) request.headers.set("Cookie", "a=b; " + cookie(token) + "; c=d");
    return request;
  }
  static std::string cookie(std::string_view token) {
    return "__Host-custody-test=" + std::string{token};
  }
  // Of the refusal; empty when the request may pass.
  std::string code_of(http::Request request, const http::Access& access) {
    const auto refusal = device_.control().authorize(request, access);
    if (!refusal) return "";
    return base::parse_json(base::as_text(refusal->body)).value().get_string("code").value();
  }
  int status_of_refusal(http::Request request, const http::Access& access) {
    const auto refusal = device_.control().authorize(request, access);
    return refusal ? refusal->status : 0;
  }

  access_test::Device device_;
};

TEST_F(AccessControlTest, ADeviceThatIsNobodysAnswersOnlySetUpAndWhatIsPublic) {
  const auto get = request(http::Method::Get);
  EXPECT_EQ(code_of(get, http::Access::open_to_all()), "");
  EXPECT_EQ(code_of(get, http::Access::needs(kSetUp)), "");
  EXPECT_EQ(code_of(get, http::Access::needs(kSignIn)), "setup_required");
  EXPECT_EQ(code_of(get, kLooking), "setup_required");
  EXPECT_EQ(status_of_refusal(get, kLooking), 403);
}

TEST_F(AccessControlTest, WithoutASessionNothingElseAnswers) {
  (void)device_.token_of(Role::Administrator);
  EXPECT_EQ(code_of(request(http::Method::Get), kLooking), "not_signed_in");
  EXPECT_EQ(status_of_refusal(request(http::Method::Get), kLooking), 401);
  EXPECT_EQ(code_of(request(http::Method::Get, "00"), kLooking), "not_signed_in");
  EXPECT_EQ(code_of(request(http::Method::Post), http::Access::needs(kSignIn)), "");
}

TEST_F(AccessControlTest, ARoleMayWhatItMayAndNoMore) {
  const std::string viewer = device_.token_of(Role::Viewer);
  const std::string administrator = device_.token_of(Role::Administrator);
  EXPECT_EQ(code_of(request(http::Method::Get, viewer), kLooking), "");
  EXPECT_EQ(code_of(request(http::Method::Get, viewer), kChanging), "forbidden");
  EXPECT_EQ(code_of(request(http::Method::Get, administrator), kChanging), "");
}

TEST_F(AccessControlTest, APermissionNobodyKnowsIsNobodys) {
  const auto access = http::Access::needs(http::Permission{"launch-rockets"});
  const std::string administrator = device_.token_of(Role::Administrator);
  EXPECT_EQ(code_of(request(http::Method::Get, administrator), access), "forbidden");
}

// R041.
TEST_F(AccessControlTest, ALimitedAccountHasItsCamerasAndLearnsOfNoOther) {
  const base::Id mine{{1}};
  const base::Id other{{2}};
  Account limited{.name = "limited", .role = Role::Operator};
  limited.cameras = CameraRights{{mine, {CameraRight::Live}}};
  (void)device_.token_of(Role::Administrator);
  const std::string token = device_.token_of(limited);
  const auto asked_for = [&](const base::Id& camera) {
    auto get = request(http::Method::Get, token);
    get.parameters["camera"] = base::to_string(camera);
    return get;
  };
  EXPECT_EQ(code_of(asked_for(mine), kLooking), "");
  EXPECT_EQ(code_of(asked_for(mine), http::Access::needs(kSeeCameras)), "");
  EXPECT_EQ(code_of(asked_for(mine), http::Access::needs(kViewRecordings)), "not_found");
  EXPECT_EQ(code_of(asked_for(other), kLooking), "not_found");
  EXPECT_EQ(code_of(asked_for(other), http::Access::needs(kSeeCameras)), "not_found");
}

TEST_F(AccessControlTest, AnAccountThatIsOffOrOverIsNobody) {
  (void)device_.token_of(Role::Administrator);
  const std::string token = device_.token_of(Role::Viewer);
  Accounts& accounts = device_.access->accounts();
  const base::Id id = accounts.verify("viewer", access_test::Device::password()).value().id;
  (void)accounts.change(id, [](Account& account) { account.enabled = false; }).value();
  EXPECT_EQ(code_of(request(http::Method::Get, token), kLooking), "not_signed_in");
  (void)accounts
      .change(id,
              [&](Account& account) {
                account.enabled = true;
                account.expires = device_.clock.wall() + std::chrono::hours{1};
              })
      .value();
  EXPECT_EQ(code_of(request(http::Method::Get, token), kLooking), "");
  device_.clock.step_wall(std::chrono::hours{1});
  EXPECT_EQ(code_of(request(http::Method::Get, token), kLooking), "not_signed_in");
}

TEST_F(AccessControlTest, WhoMustChangeThePasswordDoesNothingElse) {
  (void)device_.token_of(Role::Administrator);
  Account fresh{.name = "fresh", .role = Role::Viewer};
  fresh.must_change_password = true;
  const std::string token = device_.token_of(fresh);
  EXPECT_EQ(code_of(request(http::Method::Get, token), kLooking), "password_change_required");
  EXPECT_EQ(code_of(request(http::Method::Get, token), http::Access::needs(kOwnAccount)), "");
}

TEST_F(AccessControlTest, ATokenMayWhatItsScopesAndItsAccountMay) {
  (void)device_.token_of(Role::Viewer);
  const base::Id viewer =
      device_.access->accounts().verify("viewer", access_test::Device::password()).value().id;
  const auto made =
      device_.access->tokens().make({.account = viewer,
                                     .label = "script",
                                     .scopes = {"view-live", "manage-cameras"},
                                     .expires = device_.clock.wall() + std::chrono::hours{1}});
  auto get = request(http::Method::Get);
  get.headers.set("Authorization", "Bearer " + made.value().secret);
  EXPECT_EQ(code_of(get, kLooking), "");
  EXPECT_EQ(code_of(get, kChanging), "forbidden") << "the account may not";
  EXPECT_EQ(code_of(get, http::Access::needs(kViewRecordings)), "forbidden") << "no such scope";
  EXPECT_EQ(code_of(get, http::Access::needs(kOwnAccount)), "forbidden") << "a token is nobody";
  auto write = get;
  write.method = http::Method::Post;
  EXPECT_EQ(code_of(write, kLooking), "") << "a browser sends no token by itself";
  device_.clock.step_wall(std::chrono::hours{1});
  EXPECT_EQ(code_of(get, kLooking), "not_signed_in");
}

TEST_F(AccessControlTest, ATokenThatIsWrongIsNotReplacedByTheCookie) {
  const std::string token = device_.token_of(Role::Administrator);
  auto get = request(http::Method::Get, token);
  get.headers.set("Authorization", "Bearer cst_0000");
  EXPECT_EQ(code_of(get, kLooking), "not_signed_in");
}

TEST_F(AccessControlTest, AWatchEndsWithTheSessionTheRightOrTheAccount) {
  const base::Id camera{{1}};
  (void)device_.token_of(Role::Administrator);
  const std::string token = device_.token_of(Role::Viewer);
  auto get = request(http::Method::Get, token);
  ASSERT_FALSE(device_.control().authorize(get, kLooking));
  const auto watch = device_.control().watch(get, kViewLive);
  EXPECT_TRUE(watch(std::nullopt));
  EXPECT_TRUE(watch(camera));
  Accounts& accounts = device_.access->accounts();
  const base::Id id = signed_in(get).account.id;
  (void)accounts.change(id, [](Account& account) { account.cameras = CameraRights{}; }).value();
  EXPECT_TRUE(watch(std::nullopt));
  EXPECT_FALSE(watch(camera));
  (void)accounts.change(id, [](Account& account) { account.cameras.reset(); }).value();
  EXPECT_TRUE(watch(camera));
  device_.access->sessions().end(signed_in(get).session.id);
  EXPECT_FALSE(watch(camera));
}

TEST_F(AccessControlTest, AWriteNeedsTheCsrfTokenOfItsOwnSession) {
  const std::string token = device_.token_of(Role::Administrator);
  const std::string other = device_.token_of(Role::Administrator);
  auto write = request(http::Method::Post, token);
  EXPECT_EQ(code_of(write, kChanging), "csrf_token_wrong");
  write.headers.set("X-CSRF-Token", csrf_token_of(other));
  EXPECT_EQ(code_of(write, kChanging), "csrf_token_wrong");
  write.headers.set("X-CSRF-Token", "");
  EXPECT_EQ(code_of(write, kChanging), "csrf_token_wrong");
  write.headers.set("X-CSRF-Token", csrf_token_of(token));
  EXPECT_EQ(code_of(write, kChanging), "");
}

TEST_F(AccessControlTest, APageOfAnotherSiteMayNotWrite) {
  const std::string token = device_.token_of(Role::Administrator);
  auto write = request(http::Method::Delete, token);
  write.headers.set("X-CSRF-Token", csrf_token_of(token));
  write.headers.set("Origin", "https://evil.example");
  EXPECT_EQ(code_of(write, kChanging), "foreign_origin");
  write.headers.set("Origin", "https://custody.example:8443");
  EXPECT_EQ(code_of(write, kChanging), "");
}

TEST_F(AccessControlTest, APageOfAnotherSiteMayNeitherClaimNorSignInNorOpenAWebSocket) {
  auto foreign = request(http::Method::Post);
  foreign.headers.set("Origin", "https://evil.example");
  EXPECT_EQ(code_of(foreign, http::Access::needs(kSetUp)), "foreign_origin");
  const std::string token = device_.token_of(Role::Administrator);
  EXPECT_EQ(code_of(foreign, http::Access::needs(kSignIn)), "foreign_origin");
  auto upgrade = request(http::Method::Get, token);
  upgrade.headers.set("Upgrade", "websocket");
  EXPECT_EQ(code_of(upgrade, kLooking), "");
  upgrade.headers.set("Origin", "https://evil.example");
  EXPECT_EQ(code_of(upgrade, kLooking), "foreign_origin");
}

TEST_F(AccessControlTest, WhoIsAdmittedIsKnownToTheHandler) {
  const std::string token = device_.token_of(Role::Viewer);
  auto get = request(http::Method::Get, token);
  ASSERT_FALSE(device_.control().authorize(get, kLooking));
  EXPECT_EQ(signed_in(get).account.name, "viewer");
  EXPECT_EQ(signed_in(get).csrf_token, csrf_token_of(token));
}

TEST_F(AccessControlTest, EveryRefusalIsToldWithItsReasonAndNeverWithTheToken) {
  const std::string viewer = device_.token_of(Role::Viewer);
  (void)code_of(request(http::Method::Get, viewer), kChanging);
  ASSERT_EQ(device_.journal.size(), 1U);
  const base::Event& event = device_.journal[0];
  EXPECT_EQ(event.kind.code, "A143");
  EXPECT_EQ(event.subject, "viewer");
  EXPECT_EQ(event.fields.at("reason"), base::Json{"forbidden"});
  ASSERT_EQ(device_.lines.lines.size(), 1U);
  EXPECT_NE(device_.lines.lines[0].find("A143"), std::string::npos);
  EXPECT_EQ(device_.lines.lines[0].find(viewer), std::string::npos);
}

TEST_F(AccessControlTest, AFloodOfRefusalsIsCountedNotWritten) {
  for (int i = 0; i < 1000; ++i) (void)code_of(request(http::Method::Get), kLooking);
  EXPECT_EQ(device_.journal.size(), 60U);
  device_.clock.advance(std::chrono::minutes{1});
  (void)code_of(request(http::Method::Get), kLooking);
  EXPECT_EQ(device_.journal.back().fields.at("left_out"), base::Json{940});
}

TEST_F(AccessControlTest, TheCookieIsForThisHostAloneAndOutOfReachOfScripts) {
  const SessionCookie recorder{"recorder"};
  EXPECT_EQ(recorder.begin("token"),
            "__Host-custody-recorder=token; Path=/; Secure; HttpOnly; SameSite=Strict");
  EXPECT_NE(recorder.end().find("Max-Age=0"), std::string::npos);
}

TEST_F(AccessControlTest, DevicesOfOneHostNameDoNotTakeEachOthersCookie) {
  http::Headers headers;
  headers.set("Cookie", "__Host-custody-camera=theirs; __Host-custody-recorder=ours");
  EXPECT_EQ(SessionCookie{"recorder"}.token_in(headers), "ours");
  EXPECT_EQ(SessionCookie{"camera"}.token_in(headers), "theirs");
  EXPECT_EQ(SessionCookie{"doorbell"}.token_in(headers), "");
}

}  // namespace
}  // namespace appliance
