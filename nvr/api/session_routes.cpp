#include "nvr/api/session_routes.h"

#include <chrono>
#include <string>
#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "appliance/accounts/credential_rules.h"
#include "nvr/api/fields.h"
#include "nvr/api/route_parts.h"

namespace nvr {
namespace {

using appliance::SignIn;
using http::Request;
using http::Response;

constexpr TextBounds kCodeBounds{1, 64};
constexpr TextBounds kAccountNameBounds{1, 256};  // in bytes; characters are counted by the rules
constexpr TextBounds kNewPasswordBounds{1, 512};
constexpr TextBounds kTriedPasswordBounds{1, 1024};
constexpr TextBounds kTriedNameBounds{1, 256};

base::Json session_json(const appliance::Account& account, const std::string& csrf_token,
                        base::WallTime expires) {
  base::Json json;
  json["account"]["name"] = account.name;
  json["account"]["role"] = appliance::to_string(account.role);
  json["csrf_token"] = csrf_token;
  json["expires"] = base::format_rfc3339(expires);
  return json;
}

Response welcome_response(const SessionRoutesParts& parts, const SignIn::Welcome& welcome) {
  Response response = http::json_response(
      201, session_json(welcome.account, appliance::csrf_token_of(welcome.started.token),
                        welcome.started.session.expires));
  response.headers.set("Set-Cookie", parts.cookie.begin(welcome.started.token));
  return response;
}

Response too_many_attempts(std::chrono::seconds wait) {
  Response response = http::problem(429, "too_many_attempts", "Too many attempts; wait a little.");
  response.headers.set("Retry-After", std::to_string(wait.count()));
  return response;
}

std::string setup_step(const SessionRoutesParts& parts) {
  if (!parts.accounts.any()) return "claim";
  const auto keeper = parts.keeper.state();
  if (!keeper || keeper->state == "locked") return "done";  // nothing can be done about it here
  if (keeper->state == "empty") return "passphrase";
  return keeper->recovery_proven ? "done" : "recovery";
}

Response get_setup(const SessionRoutesParts& parts) {
  base::Json json;
  json["step"] = setup_step(parts);
  return http::json_response(200, json);
}

Response claim(const SessionRoutesParts& parts, const Request& request) {
  Fields fields{request};
  const std::string code = fields.text("claim_code", kCodeBounds);
  const std::string name = fields.text("name", kAccountNameBounds);
  const crypto::Secret password = fields.secret("password", kNewPasswordBounds);
  if (const auto fault = appliance::fault_of_name(name); fault && !name.empty()) {
    fields.add("name", fault->code, fault->detail);
  }
  if (const auto fault = appliance::fault_of_password(name, password); fault && !password.empty()) {
    fields.add("password", fault->code, fault->detail);
  }
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto welcome = parts.sign_in.claim(request.peer, code, name, password);
  if (welcome) return welcome_response(parts, *welcome);
  switch (welcome.error().kind) {
    case base::ErrorKind::Denied:
      return http::problem(403, "wrong_claim_code", "The claim code is another one.");
    case base::ErrorKind::Exists:
      return http::problem(409, "already_set_up", "This recorder has an administrator.");
    case base::ErrorKind::Unavailable:
      return too_many_attempts(parts.sign_in.wait_to_claim(request.peer));
    default:
      return http::problem_from(welcome.error());
  }
}

Response get_session(const Request& request) {
  const auto& who = appliance::signed_in(request);
  return http::json_response(200, session_json(who.account, who.csrf_token, who.session.expires));
}

Response begin_session(const SessionRoutesParts& parts, const Request& request) {
  Fields fields{request};
  const std::string name = fields.text("name", kTriedNameBounds);
  const crypto::Secret password = fields.secret("password", kTriedPasswordBounds);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto welcome = parts.sign_in.sign_in(request.peer, name, password);
  if (welcome) return welcome_response(parts, *welcome);
  if (welcome.error().kind == base::ErrorKind::Unavailable) {
    return too_many_attempts(parts.sign_in.wait_to_sign_in(request.peer, name));
  }
  if (welcome.error().kind == base::ErrorKind::Denied) {
    return http::problem(401, "wrong_credentials", "Name or password is wrong.");
  }
  return http::problem_from(welcome.error());
}

Response end_session(const SessionRoutesParts& parts, const Request& request) {
  const auto& who = appliance::signed_in(request);
  parts.sign_in.sign_out(who.account, who.session.id);
  Response response = http::empty_response(204);
  response.headers.set("Set-Cookie", parts.cookie.end());
  return response;
}

}  // namespace

std::vector<http::Route> session_routes(const SessionRoutesParts& parts) {
  using appliance::kAnySession;
  using http::Method;
  std::vector<http::Route> routes;
  routes.push_back(blocking(Method::Get, "/api/v1/setup", "getSetup", appliance::kSetUp,
                            [parts](const Request&) { return get_setup(parts); }));
  routes.push_back(blocking(Method::Post, "/api/v1/setup", "claim", appliance::kSetUp,
                            [parts](const Request& request) { return claim(parts, request); }));
  routes.push_back(blocking(Method::Get, "/api/v1/session", "getSession", kAnySession,
                            [](const Request& request) { return get_session(request); }));
  routes.push_back(
      blocking(Method::Post, "/api/v1/session", "signIn", appliance::kSignIn,
               [parts](const Request& request) { return begin_session(parts, request); }));
  routes.push_back(
      blocking(Method::Delete, "/api/v1/session", "signOut", kAnySession,
               [parts](const Request& request) { return end_session(parts, request); }));
  return routes;
}

}  // namespace nvr
