// Goal: accounts, sessions and tokens of the real programs do what they promise, over the wire and
// over a restart, on recorder and camera alike.

#include <set>
#include <sstream>

#include "tests/integration/access/device.h"
#include "tests/support/run_program.h"

namespace access_integration {
namespace {

using http::Method;

class AccessTest : public DeviceTest {
 protected:
  std::string id_of(const Caller& owner, const std::string& name) {
    const auto list = device_.ask(owner, Method::Get, "/api/v1/accounts").json();
    for (const base::Json& each : *list.find("accounts")->as_array()) {
      if (each.get_string("name").value() == name) return each.get_string("account").value();
    }
    return "";
  }
};

// R011, R029.
TEST_P(AccessTest, NobodyIsKnownAtTheFactoryAndOneClaimMakesTheOwner) {
  EXPECT_EQ(device_.ask({}, Method::Get, "/api/v1/accounts").code(), "setup_required");
  for (const char* name : {"admin", "root", "administrator", "guest"}) {
    EXPECT_TRUE(device_.sign_in(name, "admin").cookie.empty()) << name;
  }
  const Caller owner = device_.claim();
  const auto list = device_.ask(owner, Method::Get, "/api/v1/accounts");
  EXPECT_EQ(list.json().find("accounts")->as_array()->size(), 1U);
}

TEST_P(AccessTest, AccountsSessionsAndTokensSurviveARestart) {
  const Caller owner = device_.claim();
  const Caller guard = device_.add(owner, "guard", R"("role":"viewer")");
  const auto made = device_.ask(
      owner, Method::Post, "/api/v1/tokens",
      R"({"label":"script","scopes":["view-status","review-access"],)"
      R"("expires":")" +
          base::format_rfc3339(base::RealClock{}.wall() + std::chrono::hours{1}) + "\"}");
  ASSERT_EQ(made.status, 201) << made.body;
  const Caller script{.bearer = made.json().get_string("secret").value()};
  device_.restart();
  EXPECT_EQ(device_.ask(owner, Method::Get, "/api/v1/accounts").status, 200);
  EXPECT_EQ(device_.ask(guard, Method::Get, "/api/v1/session").status, 200);
  EXPECT_EQ(device_.ask(script, Method::Get, "/api/v1/accounts").status, 200);
  EXPECT_EQ(device_.ask(script, Method::Post, "/api/v1/accounts", "{}").code(), "forbidden");
  EXPECT_EQ(device_.ask(guard, Method::Get, "/api/v1/accounts").code(), "forbidden");
}

TEST_P(AccessTest, WhatIsTakenAwayIsGoneAtOnce) {
  const Caller owner = device_.claim();
  const Caller guard = device_.add(owner, "guard", R"("role":"operator")");
  EXPECT_EQ(device_.ask(guard, Method::Get, "/api/v1/password-policy").status, 200);
  const std::string path = "/api/v1/accounts/" + id_of(owner, "guard");
  EXPECT_EQ(device_.ask(owner, Method::Patch, path, R"({"enabled":false})").status, 200);
  EXPECT_EQ(device_.ask(guard, Method::Get, "/api/v1/session").status, 401);
  EXPECT_TRUE(device_.sign_in("guard", "a sentence of my own").cookie.empty());
  EXPECT_EQ(device_.ask(owner, Method::Patch, path, R"({"enabled":true})").status, 200);
  EXPECT_FALSE(device_.sign_in("guard", "a sentence of my own").cookie.empty());
  EXPECT_EQ(device_.ask(owner, Method::Delete, path).status, 204);
  EXPECT_TRUE(device_.sign_in("guard", "a sentence of my own").cookie.empty());
}

// R018.
TEST_P(AccessTest, ThePasswordListIsInUse) {
  const Caller owner = device_.claim();
  const auto common =
      device_.ask(owner, Method::Post, "/api/v1/accounts",
                  R"({"name":"guard","role":"viewer","password":"letmein12345678"})");
  EXPECT_NE(common.body.find("too_common"), std::string::npos) << common.body;
}

// R025.
TEST_P(AccessTest, TheConsoleLetsAnOwnerInWhoLostThePassword) {
  const Caller owner = device_.claim();
  const std::string password = device_.reset_access();
  EXPECT_EQ(device_.ask(owner, Method::Get, "/api/v1/accounts").status, 401);
  EXPECT_TRUE(device_.sign_in("owner", kOwnerPassword).cookie.empty());
  const Caller again = device_.sign_in("owner", password);
  ASSERT_FALSE(again.cookie.empty());
  EXPECT_EQ(device_.ask(again, Method::Get, "/api/v1/accounts").code(), "password_change_required");
}

// Sockets as "tcp 127.0.0.1 8443", of one process, as ss tells them.
std::set<std::string> open_sockets(pid_t pid) {
  const auto told = test_support::run_program({"ss", "-H", "-lntup"});
  EXPECT_EQ(told.status, 0) << told.err;
  std::set<std::string> found;
  std::istringstream lines{told.out};
  for (std::string line; std::getline(lines, line);) {
    if (line.find(",pid=" + std::to_string(pid) + ",") == std::string::npos) continue;
    std::istringstream words{line};
    std::string transport;
    std::string skipped;
    std::string local;
    words >> transport >> skipped >> skipped >> skipped >> local;
    const auto colon = local.rfind(':');
    std::string address = local.substr(0, colon);
    if (address.starts_with('[')) address = address.substr(1, address.size() - 2);
    found.insert(transport + " " + address + " " + local.substr(colon + 1));
  }
  return found;
}

// R070, R071, R078, R079, R080, R085: it listens at this and nothing else. Other programs come and go
// meanwhile, so only the device's own are compared one by one.
TEST_P(AccessTest, WhatCanBeReachedIsToldAsTheKernelHasIt) {
  const Caller owner = device_.claim();
  const auto answer = device_.ask(owner, Method::Get, "/api/v1/exposure");
  ASSERT_EQ(answer.status, 200) << answer.body;
  std::set<std::string> ours;
  std::set<std::string> services;
  for (const base::Json& each : *answer.json().find("sockets")->as_array()) {
    const auto service = each.get_string("service");
    if (!service) continue;
    services.insert(*service);
    ours.insert(each.get_string("transport").value() + " " + each.get_string("address").value() +
                " " + std::to_string(each.get_int("port").value()));
    if (*service == "https") EXPECT_TRUE(each.get_string("last_used")) << each.dump();
  }
  EXPECT_EQ(ours, open_sockets(device_.pid()));
  const bool camera = GetParam().name == "camera";
  EXPECT_EQ(services,
            camera ? (std::set<std::string>{"https", "rtsps"}) : (std::set<std::string>{"https"}));
  const Caller guard = device_.add(owner, "guard", R"("role":"viewer")");
  EXPECT_EQ(device_.ask(guard, Method::Get, "/api/v1/exposure").code(), "forbidden");
}

INSTANTIATE_TEST_SUITE_P(OfEachDevice, AccessTest, testing::ValuesIn(kinds()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace access_integration
