// What host access promises over the wire, for every program that has it: the same tests on each.
//
//   INSTANTIATE_TYPED_TEST_SUITE_P(Custodyd, HostAccessTest, World);
//
// A World starts its program from its unit and claims it for `World::name()` and
// `World::password()`; it has connect() from an address, reactor(), tls(), kill() (SIGKILL; until
// it listens again), restart(), lines() and wait().
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <optional>

#include "tests/support/host_access_person.h"

namespace host_access_test {

template <typename World>
class HostAccessTest : public testing::Test {
 protected:
  HostAccessTest() {
    EXPECT_TRUE(owner_.connect());
    EXPECT_EQ(owner_.sign_in().status, 201);
  }

  Answer put(const Json& body) { return owner_.ask("PUT", "/api/v1/host-access", body); }
  bool enabled() {
    return owner_.ask("GET", "/api/v1/host-access").json.find("table")->get_bool("enabled").value();
  }
  bool pending() { return owner_.ask("GET", "/api/v1/change").json.find("pending") != nullptr; }
  std::optional<std::size_t> line_with(std::string_view text) {
    std::optional<std::size_t> found;
    const auto& lines = world_.lines();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines[i].find(text) != std::string::npos) found = i;
    }
    return found;
  }
  bool logged(std::string_view text) {
    return world_.wait([&] { return line_with(text).has_value(); });
  }
  // The list of before is back, and was before anybody could connect.
  void expect_undone_before_listening() {
    ASSERT_TRUE(owner_.connect());
    EXPECT_FALSE(enabled());
    EXPECT_FALSE(pending());
    ASSERT_TRUE(logged("A246"));
    EXPECT_LT(*line_with("A246"), *line_with("https-listening"));
  }

  World world_;
  Person<World> owner_{world_, "127.0.0.2"};
};

TYPED_TEST_SUITE_P(HostAccessTest);

TYPED_TEST_P(HostAccessTest, AHostOutsideIsCutBeforeTlsAndLosesWhatItHadOpen) {
  Person<TypeParam> stranger{this->world_, "127.0.0.3"};
  ASSERT_TRUE(stranger.connect());
  ASSERT_EQ(stranger.ask("GET", "/healthz").status, 200);
  const auto applied = this->put(list_of({"127.0.0.2"}, 0));
  ASSERT_EQ(applied.status, 200) << applied.json.dump();
  EXPECT_TRUE(stranger.is_cut());
  EXPECT_FALSE(stranger.connect());
  EXPECT_TRUE(this->logged("A153"));
  ASSERT_TRUE(this->owner_.connect());
  EXPECT_EQ(
      this->owner_
          .ask("POST", "/api/v1/change/confirm", confirmation_of(applied, TypeParam::password()))
          .status,
      204);
  this->world_.restart();
  EXPECT_FALSE(stranger.connect());
  ASSERT_TRUE(this->owner_.connect());
  EXPECT_TRUE(this->enabled());
}

TYPED_TEST_P(HostAccessTest, KilledBetweenApplyAndConfirmItComesBackWithTheOldList) {
  ASSERT_EQ(this->put(list_of({"127.0.0.2"}, 0)).status, 200);
  this->world_.kill();
  this->expect_undone_before_listening();
}

TYPED_TEST_P(HostAccessTest, RestartedInOrderItComesBackWithTheOldList) {
  ASSERT_EQ(this->put(list_of({"127.0.0.2"}, 0)).status, 200);
  this->world_.restart();
  this->expect_undone_before_listening();
}

TYPED_TEST_P(HostAccessTest, AConnectionFromBeforeTheChangeCannotConfirmIt) {
  Person<TypeParam> before{this->world_, "127.0.0.2"};
  before.share_session(this->owner_);
  ASSERT_TRUE(before.connect());
  const auto applied = this->put(list_of({"127.0.0.2"}, 0));
  ASSERT_EQ(applied.status, 200);
  EXPECT_NE(applied.head.find("Connection: close"), std::string::npos);
  const auto confirmation = confirmation_of(applied, TypeParam::password());
  const auto refused = before.ask("POST", "/api/v1/change/confirm", confirmation);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.code(), "needs_new_connection");
  EXPECT_TRUE(before.is_cut());
  ASSERT_TRUE(before.connect());
  EXPECT_EQ(before.ask("POST", "/api/v1/change/confirm", confirmation).status, 204);
}

TYPED_TEST_P(HostAccessTest, AWrongPasswordDoesNotConfirmAndIsAudited) {
  const auto applied = this->put(list_of({"127.0.0.2"}, 0));
  ASSERT_EQ(applied.status, 200);
  ASSERT_TRUE(this->owner_.connect());
  const auto refused = this->owner_.ask("POST", "/api/v1/change/confirm",
                                        confirmation_of(applied, "not the right sentence"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.code(), "wrong_password");
  EXPECT_TRUE(this->logged("A243"));
  EXPECT_TRUE(this->pending());
  EXPECT_EQ(this->owner_.ask("DELETE", "/api/v1/change").status, 204);
  EXPECT_FALSE(this->enabled());
}

TYPED_TEST_P(HostAccessTest, WhoeverWouldCutThemselvesOffIsRefusedUnlessTheyInsist) {
  auto elsewhere = list_of({"127.0.0.9"}, 0);
  EXPECT_EQ(this->put(elsewhere).code(), "would_cut_you_off");
  elsewhere["force"] = true;
  EXPECT_EQ(this->put(elsewhere).status, 200);
  EXPECT_TRUE(this->owner_.is_cut());
  EXPECT_FALSE(this->owner_.connect());
  Person<TypeParam> console{this->world_, "127.0.0.1"};
  console.share_session(this->owner_);
  ASSERT_TRUE(console.connect());
  EXPECT_EQ(console.ask("DELETE", "/api/v1/change").status, 204);
  EXPECT_TRUE(this->owner_.connect());
}

REGISTER_TYPED_TEST_SUITE_P(HostAccessTest, AHostOutsideIsCutBeforeTlsAndLosesWhatItHadOpen,
                            KilledBetweenApplyAndConfirmItComesBackWithTheOldList,
                            RestartedInOrderItComesBackWithTheOldList,
                            AConnectionFromBeforeTheChangeCannotConfirmIt,
                            AWrongPasswordDoesNotConfirmAndIsAudited,
                            WhoeverWouldCutThemselvesOffIsRefusedUnlessTheyInsist);

}  // namespace host_access_test
