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
    const auto refusal = device_.control->authorize(request, access);
    if (!refusal) return "";
    return base::parse_json(base::as_text(refusal->body)).value().get_string("code").value();
  }
  int status_of_refusal(http::Request request, const http::Access& access) {
    const auto refusal = device_.control->authorize(request, access);
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
  ASSERT_FALSE(device_.control->authorize(get, kLooking));
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
