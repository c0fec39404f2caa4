#include "appliance/change/change_routes.h"

#include <memory>
#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "appliance/hosts/json_members.h"
#include "web/http/problem.h"

namespace appliance {
namespace {

using http::Request;
using http::Response;
using Outcome = ChangeDesk::Outcome;

constexpr std::size_t kTypedTokenBytesMax = 128;
constexpr std::size_t kTypedPasswordBytesMax = 1024;

Response outcome_response(Outcome outcome) {
  switch (outcome) {
    case Outcome::Done:
      return http::empty_response(204);
    case Outcome::NothingPending:
      return http::problem(409, "no_change_pending", "No change waits to be confirmed.");
    case Outcome::OldConnection: {
      auto response =
          http::problem(409, "needs_new_connection", "This connection is from before the change.");
      response.ends_connection = true;
      return response;
    }
    case Outcome::AnotherAccount:
      return http::problem(403, "not_your_change", "Another account made this change.");
    case Outcome::WrongToken:
      return http::problem(403, "wrong_token", "The token is another one.");
    case Outcome::Failed:
      break;
  }
  return http::problem(503, "not_stored", "It could not be stored; the change is pending still.");
}

Response proof_problem(const base::Error& error, const PasswordProof& proof,
                       const Request& request) {
  switch (error.kind) {
    case base::ErrorKind::Denied:
      return http::problem(403, "wrong_password", "The password is another one.");
    case base::ErrorKind::Unavailable: {
      auto response = http::problem(429, "too_many_attempts", "Too many attempts; wait a little.");
      response.headers.set("Retry-After", std::to_string(proof.wait(request).count()));
      return response;
    }
    default:
      return http::problem_from(error);
  }
}

Response get_change(const ChangeDesk& desk) {
  base::Json json{base::Json::Object{}};
  if (const auto pending = desk.pending()) json["pending"] = pending_json(*pending);
  return http::json_response(200, json);
}

Response confirm_change(ChangeDesk& desk, const PasswordProof& proof, const Request& request) {
  const auto body = request.json();
  if (!body) return http::problem(400, "malformed_body", "The body is one JSON object.");
  std::vector<http::FieldError> errors;
  JsonMembers members{*body, "", errors};
  const std::string* token = members.text("token", kTypedTokenBytesMax);
  if (token == nullptr && errors.empty()) members.wrong("token", "missing", "It is needed.");
  const base::Json* typed = members.find("password");
  const std::string* password = typed == nullptr ? nullptr : typed->as_string();
  if (password == nullptr || password->empty() || password->size() > kTypedPasswordBytesMax) {
    members.wrong("password", "missing", "It is needed.");
  }
  members.finish();
  if (!errors.empty()) {
    return http::problem(422, "invalid_fields", "Something in the body is not accepted.", errors);
  }
  const auto by = asker_of(request);
  // Before the password, which is dear to check and has nothing to do with these.
  const Outcome outcome = desk.check(*token, by, request.connected);
  if (outcome != Outcome::Done) return outcome_response(outcome);
  const auto proven = proof.prove(request, crypto::Secret::copy_of(*password));
  if (!proven) return proof_problem(proven.error(), proof, request);
  return outcome_response(desk.confirm(*token, by, request.connected));
}

http::Route change_route(http::Method method, std::string path, std::string operation,
                         std::function<Response(const Request&)> answer) {
  return {.method = method,
          .path = std::move(path),
          .operation_id = std::move(operation),
          .access = http::Access::needs(kManageAccess),
          .handler = http::Blocking{std::move(answer)}};
}

}  // namespace

ChangeDesk::Asker asker_of(const Request& request) {
  const Account& account = signed_in(request).account;
  return {account.id, account.name, request.peer.text()};
}

base::Json pending_json(const ChangeDesk::Pending& pending) {
  base::Json json;
  base::Json::Array what;
  for (const std::string& each : pending.what) what.emplace_back(each);
  json["what"] = std::move(what);
  json["by"] = pending.by.name;
  json["from"] = pending.by.address;
  json["within_s"] = std::int64_t{pending.within.count()};
  json["left_s"] = std::int64_t{pending.left.count()};
  return json;
}

PasswordProof password_proof(SignIn& sign_in) {
  return {.prove =
              [&sign_in](const Request& request, const crypto::Secret& password) {
                return sign_in.confirm(request.peer, signed_in(request).account, password);
              },
          .wait =
              [&sign_in](const Request& request) {
                return sign_in.wait_to_sign_in(request.peer, signed_in(request).account.name);
              }};
}

std::vector<http::Route> change_routes(ChangeDesk& desk, PasswordProof proof) {
  using http::Method;
  std::vector<http::Route> routes;
  routes.push_back(change_route(Method::Get, "/api/v1/change", "getChange",
                                [&desk](const Request&) { return get_change(desk); }));
  routes.push_back(change_route(Method::Delete, "/api/v1/change", "revertChange",
                                [&desk](const Request& request) {
                                  return outcome_response(desk.revert(asker_of(request)));
                                }));
  routes.push_back(change_route(Method::Post, "/api/v1/change/confirm", "confirmChange",
                                [&desk, proof = std::move(proof)](const Request& request) {
                                  return confirm_change(desk, proof, request);
                                }));
  return routes;
}

}  // namespace appliance
