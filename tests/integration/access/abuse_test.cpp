// Goal: what an attacker sends to the door of a device changes nothing, tells nothing, and is
// written down. Method: the real programs, well-formed and malformed requests.

#include <future>
#include <set>

#include "tests/integration/access/device.h"

namespace access_integration {
namespace {

using http::Method;

class AbuseTest : public DeviceTest {
 protected:
  static http::Headers header(const std::string& name, const std::string& value) {
    http::Headers headers;
    headers.set(name, value);
    return headers;
  }
  // The status line of each answer in what came back.
  static std::vector<std::string> statuses(const std::string& bytes) {
    std::vector<std::string> found;
    const std::string mark = "HTTP/1.1 ";
    for (auto at = bytes.find(mark); at != std::string::npos; at = bytes.find(mark, at + 1)) {
      found.push_back(bytes.substr(at + mark.size(), 3));
    }
    return found;
  }
  std::string guarded() const {  // an operation that needs an account, whatever the device
    return "/api/v1/accounts";
  }
};

TEST_P(AbuseTest, NoOtherSpellingOfAPathPassesTheDoor) {
  const Caller owner = device_.claim();
  for (const char* target :
       {"/api/v1/accounts/", "//api/v1/accounts", "/api//v1/accounts", "/api/v1/./accounts",
        "/api/v1/../v1/accounts", "/api/v1/%2e%2e/v1/accounts", "/api/v1%2faccounts",
        "/API/V1/accounts", "/api/v1/Accounts", "/api/v1/accounts;a=b", "/api/v1/accounts%00",
        "/api/v1/setup/../accounts", "/healthz/../api/v1/accounts", "/api/v1/accounts%20",
        "/api/v1/accounts/..%2f..%2fhealthz", "/\\api\\v1\\accounts", "/api/v1/acc%6funts"}) {
    const std::string answer = device_.say("GET " + std::string{target} +
                                           " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                           "\r\n");
    EXPECT_EQ(answer.find("\"owner\""), std::string::npos) << target << ": " << answer;
    for (const std::string& status : statuses(answer)) {
      // The page of the interface answers what no route has; it is open to all.
      const bool page = answer.find("text/html") != std::string::npos;
      EXPECT_TRUE(status != "200" || page) << target;
    }
  }
}

TEST_P(AbuseTest, NoMethodTrickTurnsAReadIntoAWrite) {
  const Caller owner = device_.claim();
  const Caller guard = device_.add(owner, "guard", R"("role":"viewer")");
  for (const char* name : {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
    const auto answer =
        device_.ask(owner, Method::Get, "/api/v1/sessions", "", header(name, "DELETE"));
    EXPECT_EQ(answer.status, 200) << name;
    const auto smuggled = device_.ask(guard, Method::Get, guarded(), "", header(name, "POST"));
    EXPECT_EQ(smuggled.code(), "forbidden") << name;
  }
  for (const char* method : {"TRACE", "CONNECT", "PROPFIND", "get", "G\tET", "DELETE\x01"}) {
    const auto answer = device_.say(std::string{method} +
                                    " /api/v1/session HTTP/1.1\r\nHost: localhost\r\n"
                                    "Connection: close\r\nCookie: " +
                                    owner.cookie + "\r\n\r\n");
    for (const std::string& status : statuses(answer)) EXPECT_NE(status[0], '2') << method;
  }
}

TEST_P(AbuseTest, ForwardingHeadersAreNotBelieved) {
  const Caller owner = device_.claim();
  std::string last;
  for (int i = 0; i < 12; ++i) {
    http::Headers headers;
    const std::string made_up = "192.0.2." + std::to_string(i);
    headers.set("X-Forwarded-For", made_up);
    headers.set("Forwarded", "for=" + made_up);
    headers.set("X-Real-IP", made_up);
    last = device_
               .ask({}, Method::Post, "/api/v1/session",
                    R"({"name":"owner","password":"a wrong sentence"})", headers)
               .code();
  }
  EXPECT_EQ(last, "too_many_attempts");
  device_.read_log();
  for (const std::string& line : device_.log()) {
    EXPECT_EQ(line.find("192.0.2."), std::string::npos) << line;
  }
  const auto other_host = device_.ask(owner, Method::Get, "/api/v1/session", "",
                                      header("X-Forwarded-Host", "evil.example"));
  EXPECT_EQ(other_host.status, 200);
  EXPECT_EQ(other_host.body.find("evil"), std::string::npos);
}

TEST_P(AbuseTest, ASessionThatWasPlantedIsNotTheOneThatSignsIn) {
  (void)device_.claim();
  const std::string planted(64, 'a');
  const Caller fixed{.cookie = device_.kind().cookie + "=" + planted};
  EXPECT_EQ(device_.ask(fixed, Method::Get, "/api/v1/session").status, 401);
  const auto answer = device_.ask(fixed, Method::Post, "/api/v1/session",
                                  R"({"name":"owner","password":"a long enough sentence"})");
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.headers.get("Set-Cookie").find(planted), std::string_view::npos);
  EXPECT_EQ(device_.ask(fixed, Method::Get, "/api/v1/session").status, 401);
}

TEST_P(AbuseTest, AnotherSiteActsForNobody) {
  const Caller owner = device_.claim();
  const auto foreign = header("Origin", "https://evil.example");
  EXPECT_EQ(device_.ask(owner, Method::Post, "/api/v1/tokens", "{}", foreign).code(),
            "foreign_origin");
  EXPECT_EQ(device_.ask(owner, Method::Delete, "/api/v1/session", "", foreign).code(),
            "foreign_origin");
  Caller without = owner;
  without.csrf_token.clear();
  EXPECT_EQ(device_.ask(without, Method::Post, "/api/v1/tokens", "{}").code(), "csrf_token_wrong");
  const auto null_origin = header("Origin", "null");
  EXPECT_EQ(device_.ask(owner, Method::Post, "/api/v1/tokens", "{}", null_origin).code(),
            "foreign_origin");
  const auto rebound = header("Host", "evil.example");
  const auto answer = device_.say(
      "GET /api/v1/session HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nCookie: " +
      owner.cookie + "\r\n\r\n");
  for (const std::string& status : statuses(answer)) EXPECT_EQ(status[0], '4');
  EXPECT_EQ(device_.ask(owner, Method::Get, "/api/v1/session").status, 200) << "still signed in";
}

TEST_P(AbuseTest, OneRequestIsNeverReadAsTwo) {
  const Caller owner = device_.claim();
  const std::string hidden =
      "DELETE /api/v1/session HTTP/1.1\r\nHost: localhost\r\nCookie: " + owner.cookie +
      "\r\nX-CSRF-Token: " + owner.csrf_token + "\r\n\r\n";
  const std::string head =
      "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\n"
      "Content-Type: application/json\r\n";
  const std::string length = std::to_string(hidden.size());
  for (const std::string& framing : std::initializer_list<std::string>{
           "Content-Length: 0\r\nContent-Length: " + length + "\r\n",
           "Content-Length: " + length + "\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
           std::string{"Transfer-Encoding: xchunked\r\n"}, std::string{"Content-Length: +0\r\n"},
           std::string{"Content-Length : 0\r\n"}, std::string{"Content-Length: 0x0\r\n"},
           std::string{"Transfer-Encoding:\tchunked\x0b\r\n"}}) {
    const auto answer = device_.say(head + framing + "\r\n0\r\n\r\n" + hidden);
    const auto found = statuses(answer);
    ASSERT_LE(found.size(), 1U) << framing << answer;
    for (const std::string& status : found) EXPECT_NE(status[0], '2') << framing;
  }
  EXPECT_EQ(device_.ask(owner, Method::Get, "/api/v1/session").status, 200) << "still signed in";
}

// R023, R024.
TEST_P(AbuseTest, NoTextBreaksOutOfItsField) {
  const Caller owner = device_.claim();
  for (const char* name :
       {R"(a\"b)", "a&b", "a;b", R"(a\\b)", "$(reboot)", "`reboot`", "../../etc/passwd",
        "<script>alert(1)</script>", "' OR 1=1 --", "%s%n", "{{7*7}}"}) {
    const auto made = device_.ask(
        owner, Method::Post, "/api/v1/accounts",
        R"({"role":"viewer","password":"a first sentence","name":")" + std::string{name} + "\"}");
    EXPECT_EQ(made.status, 201) << name << made.body;
    const auto read = device_.ask(owner, Method::Get,
                                  "/api/v1/accounts/" + made.json().get_string("account").value());
    EXPECT_EQ(read.json().get_string("name").value(), made.json().get_string("name").value())
        << name;
    EXPECT_EQ(read.headers.get("Content-Type"), "application/json");
  }
  for (const char* name : {R"(a\nb)", R"(a\r\nSet-Cookie: x=y)", R"(a\u0000b)", R"(a\u001bb)"}) {
    EXPECT_EQ(device_
                  .ask(owner, Method::Post, "/api/v1/accounts",
                       R"({"role":"viewer","password":"a first sentence","name":")" +
                           std::string{name} + "\"}")
                  .status,
              422)
        << name;
  }
  device_.read_log();
  for (const std::string& line : device_.log()) EXPECT_TRUE(base::parse_json(line)) << line;
}

TEST_P(AbuseTest, WhatIsTooLargeIsRefusedBeforeItIsTaken) {
  const Caller owner = device_.claim();
  const std::string cookie = "Cookie: " + owner.cookie + "\r\nX-CSRF-Token: " + owner.csrf_token;
  const auto body = device_.say(
      "POST /api/v1/accounts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
      cookie + "\r\nContent-Length: 99999999999\r\n\r\n");
  EXPECT_EQ(statuses(body), std::vector<std::string>{"413"}) << body;
  const auto head = device_.say("GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\nX: " +
                                std::string(100'000, 'x') + "\r\n\r\n");
  for (const std::string& status : statuses(head)) EXPECT_EQ(status[0], '4');
  const auto deep = device_.ask(owner, Method::Post, "/api/v1/accounts",
                                std::string(20'000, '[') + std::string(20'000, ']'));
  EXPECT_EQ(deep.status, 400);
  const auto twice = device_.ask(owner, Method::Post, "/api/v1/accounts",
                                 R"({"name":"a","name":"b","role":"viewer","password":"x"})");
  EXPECT_EQ(twice.status, 400) << "one name, one meaning";
}

TEST_P(AbuseTest, OneOfManyWhoClaimAtOnceWins) {
  const std::string code = device_.claim_code();
  std::vector<std::future<int>> claims;
  for (int i = 0; i < 4; ++i) {
    claims.push_back(std::async(std::launch::async, [&, i] {
      return device_
          .ask({}, Method::Post, "/api/v1/setup",
               R"({"claim_code":")" + code + R"(","name":"owner)" + std::to_string(i) +
                   R"(","password":"a long enough sentence"})")
          .status;
    }));
  }
  int won = 0;
  for (auto& claim : claims) won += claim.get() == 201 ? 1 : 0;
  EXPECT_EQ(won, 1);
}

// R048.
TEST_P(AbuseTest, SecretsAppearInNoAnswerAndNoLine) {
  const Caller owner = device_.claim();
  const Caller guard = device_.add(owner, "guard", R"("role":"viewer")");
  (void)device_.sign_in("owner", "canary in the password field");
  (void)device_.sign_in("canary in the name field", "x");
  std::string everything;
  for (const char* target : {"/api/v1/accounts", "/api/v1/sessions", "/api/v1/tokens",
                             "/api/v1/session", "/api/v1/password-policy", "/api/v1/setup"}) {
    everything += device_.ask(owner, Method::Get, target).body;
  }
  device_.read_log();
  for (const std::string& line : device_.log()) everything += line;
  const std::string token = owner.cookie.substr(owner.cookie.find('=') + 1);
  for (const std::string& secret :
       {std::string{kOwnerPassword}, std::string{"a first sentence"},
        std::string{"a sentence of my own"}, std::string{"canary in the"}, token,
        guard.cookie.substr(guard.cookie.find('=') + 1), std::string{"$argon2"}}) {
    EXPECT_EQ(everything.find(secret), std::string::npos) << secret;
  }
}

// R003.
TEST_P(AbuseTest, EveryRefusalIsWrittenDown) {
  const Caller owner = device_.claim();
  const Caller guard = device_.add(owner, "guard", R"("role":"viewer")");
  EXPECT_EQ(device_.ask(guard, Method::Get, "/api/v1/accounts").status, 403);
  EXPECT_EQ(device_.ask({}, Method::Get, "/api/v1/accounts").status, 401);
  device_.read_log();
  std::set<std::string> reasons;
  for (const std::string& text : device_.log()) {
    const auto line = base::parse_json(text).value();
    const base::Json* fields = line.find("fields");
    if (line.get_string("event").value() != "request-refused" || fields == nullptr) continue;
    reasons.insert(fields->get_string("reason").value());
  }
  EXPECT_TRUE(reasons.contains("forbidden"));
  EXPECT_TRUE(reasons.contains("not_signed_in"));
}

INSTANTIATE_TEST_SUITE_P(OfEachDevice, AbuseTest, testing::ValuesIn(kinds()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace access_integration
