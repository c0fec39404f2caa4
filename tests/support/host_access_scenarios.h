// What host access promises over the wire, for every program that has it: the same tests on each.
//
//   INSTANTIATE_TYPED_TEST_SUITE_P(Custodyd, HostAccessTest, World);
//
// A World starts its program from its unit and claims it for `World::name()` and
// `World::password()`; it has reactor(), tls(), port(), kill() (SIGKILL; until it listens again),
// restart(), lines() and wait().
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "base/json/json.h"
#include "tests/support/http_world.h"

namespace host_access_test {

using base::Json;

struct Answer {
  int status = 0;  // 0: nothing came back
  std::string head{};
  Json json{};

  std::string code() const {
    const auto found = json.get_string("code");
    return found ? *found : "";
  }
};

// An administrator at an address of loopback, over one connection until told to make another.
template <typename World>
class Person {
 public:
  Person(World& world, std::string from) : world_{world}, from_{std::move(from)} {}

  // False: cut before TLS.
  bool connect() {
    connection_.emplace(world_.reactor(), test_support::connect_from(from_, world_.port()),
                        world_.tls(), "127.0.0.1");
    return connection_->ok();
  }
  bool is_cut() { return connection_->read_to_end().empty(); }
  Answer sign_in() {
    Json body;
    body["name"] = World::name();
    body["password"] = World::password();
    auto answer = ask("POST", "/api/v1/session", body);
    constexpr std::string_view kSet = "Set-Cookie: ";
    const auto at = answer.head.find(kSet);
    if (at == std::string::npos) return answer;
    const auto begin = at + kSet.size();
    cookie_ = answer.head.substr(begin, answer.head.find(';', begin) - begin);
    csrf_ = answer.json.get_string("csrf_token").value();
    return answer;
  }
  Answer ask(const std::string& method, const std::string& target, const Json& body = {}) {
    if (!connection_ && !connect()) return {};
    const std::string text = body.is_null() ? "" : body.dump();
    std::string request = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    if (!cookie_.empty()) request += "Cookie: " + cookie_ + "\r\nX-CSRF-Token: " + csrf_ + "\r\n";
    if (!text.empty()) {
      request +=
          "Content-Type: application/json\r\nContent-Length: " + std::to_string(text.size()) +
          "\r\n";
    }
    const std::string raw = connection_->ask(request + "\r\n" + text);
    Answer answer{test_support::status_of(raw), raw.substr(0, raw.find("\r\n\r\n"))};
    if (answer.head.size() + 4 <= raw.size()) {
      auto json = base::parse_json(raw.substr(answer.head.size() + 4), {.bytes_max = 1U << 22});
      if (json) answer.json = *std::move(json);
    }
    return answer;
  }
  void share_session(const Person& other) {
    cookie_ = other.cookie_;
    csrf_ = other.csrf_;
  }

 private:
  World& world_;
  std::string from_;
  std::optional<test_support::RawConnection> connection_;
  std::string cookie_;
  std::string csrf_;
};

inline Json list_of(std::initializer_list<const char*> allowed, std::int64_t revision) {
  Json body;
  body["revision"] = revision;
  body["table"]["enabled"] = true;
  body["table"]["otherwise"] = "deny";
  Json::Array rows;
  for (const char* address : allowed) {
    rows.push_back(Json{Json::Object{{"action", "allow"}, {"address", address}}});
  }
  body["table"]["rows"] = std::move(rows);
  return body;
}

inline Json confirmation_of(const Answer& applied, const char* password) {
  Json body;
  body["token"] = applied.json.find("change")->get_string("token").value();
  body["password"] = password;
  return body;
}

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
  EXPECT_TRUE(this->logged("A241"));
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
