#include "appliance/api/session_routes.h"

#include <chrono>
#include <string>
#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "appliance/accounts/credential_rules.h"
#include "appliance/api/account_json.h"
#include "web/http/fields.h"
#include "web/http/problem.h"

namespace appliance {
namespace {

using http::Request;
using http::Response;

constexpr http::TextBounds kCodeBounds{1, 64};
constexpr http::TextBounds kAccountNameBounds{
    1, 256};  // in bytes; characters are counted by the rules
constexpr http::TextBounds kNewPasswordBounds{1, 512};
constexpr http::TextBounds kTriedPasswordBounds{1, 1024};
constexpr http::TextBounds kTriedNameBounds{1, 256};

base::Json signed_in_json(DeviceAccess& access, const Account& account,
                          const std::string& csrf_token, base::WallTime expires) {
  base::Json json = identity_json(account);
  json["account"]["second_factor"] = access.factors().has(account.id);
  json["csrf_token"] = csrf_token;  // empty for a token, which needs none
  json["expires"] = base::format_rfc3339(expires);
  return json;
}

SignIn::Visitor visitor_of(const Request& request) {
  return {request.peer, std::string{request.headers.get("User-Agent")}};
}

Response welcome_response(DeviceAccess& access, const SignIn::Welcome& welcome) {
  Response response = http::json_response(
      201, signed_in_json(access, welcome.account, csrf_token_of(welcome.started.token),
                          welcome.started.session.expires));
  response.headers.set("Set-Cookie", access.control().cookie().begin(welcome.started.token));
  return response;
}

Response too_many_attempts(std::chrono::seconds wait) {
  Response response = http::problem(429, "too_many_attempts", "Too many attempts; wait a little.");
  response.headers.set("Retry-After", std::to_string(wait.count()));
  return response;
}

Response claim(DeviceAccess& access, const Request& request) {
  http::Fields fields{request};
  const std::string code = fields.text("claim_code", kCodeBounds);
  const std::string name = fields.text("name", kAccountNameBounds);
  const crypto::Secret password = fields.secret("password", kNewPasswordBounds);
  if (const auto fault = fault_of_name(name); fault && !name.empty()) {
    fields.add("name", fault->code, fault->detail);
  }
  if (const auto fault = access.accounts().fault_of(name, password); fault && !password.empty()) {
    fields.add("password", fault->code, fault->detail);
  }
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto welcome = access.sign_in().claim(visitor_of(request), code, name, password);
  if (welcome) {
    access.tell_password(welcome->account, password);
    return welcome_response(access, *welcome);
  }
  switch (welcome.error().kind) {
    case base::ErrorKind::Denied:
      return http::problem(403, "wrong_claim_code", "The claim code is another one.");
    case base::ErrorKind::Exists:
      return http::problem(409, "already_set_up", "This device has an administrator.");
    case base::ErrorKind::Unavailable:
      return too_many_attempts(access.sign_in().wait_to_claim(request.peer));
    default:
      return http::problem_from(welcome.error());
  }
}

Response get_session(DeviceAccess& access, const Request& request) {
  const auto& who = signed_in(request);
  return http::json_response(
      200, signed_in_json(access, who.account, who.csrf_token, who.session.expires));
}

Response begin_session(DeviceAccess& access, const Request& request) {
  http::Fields fields{request};
  SignIn::Credentials given;
  given.name = fields.text("name", kTriedNameBounds);
  given.password = fields.secret("password", kTriedPasswordBounds);
  given.code = fields.optional_text("code", kCodeBounds).value_or("");
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto entered = access.sign_in().sign_in(visitor_of(request), given);
  if (!entered && entered.error().kind == base::ErrorKind::Unavailable) {
    return too_many_attempts(access.sign_in().wait_to_sign_in(request.peer, given.name));
  }
  if (!entered && entered.error().kind == base::ErrorKind::Denied) {
    return given.code.empty()
               ? http::problem(401, "wrong_credentials", "Name or password is wrong.")
               : http::problem(401, "wrong_credentials", "Name, password or code is wrong.");
  }
  if (!entered) return http::problem_from(entered.error());
  const auto* welcome = std::get_if<SignIn::Welcome>(&*entered);
  if (welcome == nullptr) {
    return http::problem(401, "second_factor_required", "The code of the second factor is needed.");
  }
  access.tell_password(welcome->account, given.password);
  return welcome_response(access, *welcome);
}

Response end_session(DeviceAccess& access, const Request& request) {
  const auto& who = signed_in(request);
  access.sign_in().sign_out(who.account, who.session.id);
  Response response = http::empty_response(204);
  response.headers.set("Set-Cookie", access.control().cookie().end());
  return response;
}

}  // namespace

std::vector<http::Route> session_routes(DeviceAccess& access) {
  using http::blocking;
  using http::Method;
  std::vector<http::Route> routes;
  routes.push_back(blocking(Method::Post, "/api/v1/setup", "claim", kSetUp,
                            [&access](const Request& request) { return claim(access, request); }));
  routes.push_back(
      blocking(Method::Get, "/api/v1/session", "getSession", kAnySession,
               [&access](const Request& request) { return get_session(access, request); }));
  routes.push_back(
      blocking(Method::Post, "/api/v1/session", "signIn", kSignIn,
               [&access](const Request& request) { return begin_session(access, request); }));
  routes.push_back(
      blocking(Method::Delete, "/api/v1/session", "signOut", kAnySession,
               [&access](const Request& request) { return end_session(access, request); }));
  return routes;
}

}  // namespace appliance
