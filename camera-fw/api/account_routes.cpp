#include "camera-fw/api/account_routes.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "appliance/accounts/credential_rules.h"
#include "base/clock.h"
#include "base/json/json.h"
#include "web/http/problem.h"

namespace camera_fw {
namespace {

using http::Method;

// The members of a body that must be strings, and nothing else.
struct Fields {
  std::map<std::string, std::string> values;
  std::optional<http::Response> refusal;
};

Fields read_fields(const http::Request& request, std::initializer_list<const char*> names) {
  Fields fields;
  const auto json = request.json();
  const auto* object = json ? json->as_object() : nullptr;
  if (object == nullptr) {
    fields.refusal = http::problem(400, "invalid_json", "The body must be a JSON object.");
    return fields;
  }
  std::vector<http::FieldError> errors;
  for (const char* name : names) {
    const auto value = json->get_string(name);
    if (value) {
      fields.values.emplace(name, *value);
    } else {
      errors.push_back({std::string{"/"} + name, "required", "A string is required."});
    }
  }
  if (object->size() > fields.values.size() + errors.size()) {
    errors.push_back({"", "unknown_field", "There is a member that is not known."});
  }
  if (!errors.empty()) {
    fields.refusal = http::problem(422, "invalid_fields", "Some fields are not right.", errors);
  }
  return fields;
}

std::optional<http::Response> refuse_credentials(const std::string& name,
                                                 const crypto::Secret& password) {
  std::vector<http::FieldError> errors;
  if (const auto fault = appliance::fault_of_name(name)) {
    errors.push_back({"/name", std::string{fault->code}, std::string{fault->detail}});
  }
  if (const auto fault = appliance::fault_of_password(name, password)) {
    errors.push_back({"/password", std::string{fault->code}, std::string{fault->detail}});
  }
  if (errors.empty()) return std::nullopt;
  return http::problem(422, "invalid_fields", "Name or password cannot be used.", errors);
}

http::Response refused_entry(const base::Error& error, std::string_view denied_code,
                             std::chrono::seconds wait) {
  switch (error.kind) {
    case base::ErrorKind::Denied:
      return http::problem(403, denied_code, "That was not accepted.");
    case base::ErrorKind::Exists:
      return http::problem(409, "already_set_up", "This camera has its account already.");
    case base::ErrorKind::Unavailable: {
      auto response = http::problem(429, "too_many_attempts", "Wait a little, then try again.");
      response.headers.set("Retry-After", std::to_string(wait.count()));
      return response;
    }
    default:
      return http::problem_from(error);
  }
}

base::Json session_json(const appliance::Account& account, std::string_view csrf_token,
                        base::WallTime expires) {
  base::Json json;
  json["account"]["name"] = account.name;
  json["account"]["role"] = appliance::to_string(account.role);
  json["csrf_token"] = csrf_token;
  json["expires"] = base::format_rfc3339(expires);
  return json;
}

http::Response welcome_response(const appliance::SessionCookie& cookie,
                                const appliance::SignIn::Welcome& welcome) {
  auto response = http::json_response(
      201, session_json(welcome.account, appliance::csrf_token_of(welcome.started.token),
                        welcome.started.session.expires));
  response.headers.add("Set-Cookie", cookie.begin(welcome.started.token));
  return response;
}

}  // namespace

http::Response AccountRoutes::get_setup() const {
  base::Json json;
  json["claimed"] = accounts_.any();
  return http::json_response(200, json);
}

http::Response AccountRoutes::claim(const http::Request& request) const {
  auto fields = read_fields(request, {"claim_code", "name", "password"});
  if (fields.refusal) return *std::move(fields.refusal);
  const std::string& name = fields.values["name"];
  const auto password = crypto::Secret::copy_of(fields.values["password"]);
  if (auto refusal = refuse_credentials(name, password)) return *std::move(refusal);
  const auto welcome = sign_in_.claim(request.peer, fields.values["claim_code"], name, password);
  if (!welcome) {
    return refused_entry(welcome.error(), "wrong_claim_code", sign_in_.wait_to_claim(request.peer));
  }
  if (const auto kept = stream_account_.set(welcome->account.name, password); !kept) {
    return http::problem_from(kept.error());
  }
  return welcome_response(cookie_, *welcome);
}

http::Response AccountRoutes::get_session(const http::Request& request) const {
  const auto& signed_in = appliance::signed_in(request);
  return http::json_response(
      200, session_json(signed_in.account, signed_in.csrf_token, signed_in.session.expires));
}

http::Response AccountRoutes::sign_in(const http::Request& request) const {
  auto fields = read_fields(request, {"name", "password"});
  if (fields.refusal) return *std::move(fields.refusal);
  const auto password = crypto::Secret::copy_of(fields.values["password"]);
  const std::string& name = fields.values["name"];
  const auto welcome = sign_in_.sign_in(request.peer, name, password);
  if (!welcome) {
    return refused_entry(welcome.error(), "wrong_credentials",
                         sign_in_.wait_to_sign_in(request.peer, name));
  }
  // Power may have been lost between the account and its verifiers.
  if (stream_account_.is_of("")) {
    (void)stream_account_.set(welcome->account.name, password);
  }
  return welcome_response(cookie_, *welcome);
}

http::Response AccountRoutes::sign_out(const http::Request& request) const {
  const auto& signed_in = appliance::signed_in(request);
  sign_in_.sign_out(signed_in.account, signed_in.session.id);
  auto response = http::empty_response(204);
  response.headers.add("Set-Cookie", cookie_.end());
  return response;
}

std::vector<http::Route> AccountRoutes::routes() const {
  using Answer = http::Response (AccountRoutes::*)(const http::Request&) const;
  const auto blocking = [this](Answer answer) {
    return http::Blocking{
        [this, answer](const http::Request& request) { return (this->*answer)(request); }};
  };
  const auto route = [](Method method, std::string path, std::string id,
                        http::Permission permission, http::Handler handler) {
    return http::Route{.method = method,
                       .path = std::move(path),
                       .operation_id = std::move(id),
                       .access = http::Access::needs(permission),
                       .handler = std::move(handler),
                       .body_bytes_max = 4096};
  };
  std::vector<http::Route> routes;
  routes.push_back(route(Method::Get, "/api/v1/setup", "getSetup", appliance::kSetUp,
                         http::Quick{[this](const http::Request&) { return get_setup(); }}));
  routes.push_back(route(Method::Post, "/api/v1/setup", "claim", appliance::kSetUp,
                         blocking(&AccountRoutes::claim)));
  routes.push_back(route(Method::Get, "/api/v1/session", "getSession", appliance::kAnySession,
                         blocking(&AccountRoutes::get_session)));
  routes.push_back(route(Method::Post, "/api/v1/session", "signIn", appliance::kSignIn,
                         blocking(&AccountRoutes::sign_in)));
  routes.push_back(route(Method::Delete, "/api/v1/session", "signOut", appliance::kAnySession,
                         blocking(&AccountRoutes::sign_out)));
  return routes;
}

}  // namespace camera_fw
