// An administrator of a program that has host access, at an address of the test's choosing, who
// says exactly which connection they ask over.
//
// A World has connect(), a socket from an address to the program's HTTPS port; reactor(), tls(),
// device(), name() and password().
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "base/json/json.h"
#include "tests/support/exchanges.h"
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
  // Of the head; empty when it is not there.
  std::string field(const std::string& name) const {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const auto begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

// An administrator at an address of loopback, over one connection until told to make another.
template <typename World>
class Person {
 public:
  Person(World& world, std::string from) : world_{world}, from_{std::move(from)} {}

  // False: cut before TLS.
  bool connect() {
    connection_.emplace(world_.reactor(), world_.connect(from_), world_.tls(), "127.0.0.1");
    return connection_->ok();
  }
  bool is_cut() { return connection_->read_to_end().empty(); }
  Answer sign_in() {
    Json body;
    body["name"] = World::name();
    body["password"] = World::password();
    auto answer = ask("POST", "/api/v1/session", body);
    const std::string cookie = answer.field("Set-Cookie");
    if (cookie.empty()) return answer;
    cookie_ = cookie.substr(0, cookie.find(';'));
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
    if (answer.head.size() + 4 > raw.size()) return answer;
    const std::string_view said = std::string_view{raw}.substr(answer.head.size() + 4);
    auto json = base::parse_json(said, {.bytes_max = 1U << 22});
    if (json) answer.json = *std::move(json);
    test_support::keep_exchange({.device = World::device(),
                                 .method = method,
                                 .target = target,
                                 .request = text,
                                 .status = answer.status,
                                 .type = answer.field("Content-Type"),
                                 .answer = said});
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

}  // namespace host_access_test
