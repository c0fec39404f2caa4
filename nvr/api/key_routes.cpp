#include "nvr/api/key_routes.h"

#include <string>
#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "nvr/api/route_parts.h"
#include "web/http/fields.h"

namespace nvr {
namespace {

using http::Request;
using http::Response;

constexpr http::TextBounds kRecoveryBounds{1, 512};
constexpr http::TextBounds kPassphraseBounds{12, 1024};

const std::string& actor_of(const Request& request) {
  return appliance::signed_in(request).account.name;
}

// The body is an empty object, or nothing.
std::optional<Response> refuse_members(const Request& request) {
  if (request.body.empty()) return std::nullopt;
  return http::Fields{request}.refusal();
}

std::string setup_step(const KeyRoutesParts& parts) {
  if (!parts.accounts.any()) return "claim";
  const auto keeper = parts.keeper.state();
  if (!keeper || keeper->state == "locked") return "done";  // nothing can be done about it here
  if (keeper->state == "empty") return "passphrase";
  return keeper->recovery_proven ? "done" : "recovery";
}

Response get_setup(const KeyRoutesParts& parts, const Request&) {
  base::Json json;
  json["step"] = setup_step(parts);
  return http::json_response(200, json);
}

Response recovery_problem(const base::Error& error) {
  switch (error.kind) {
    case base::ErrorKind::Exists:
      return http::problem(409, "already_proven", "The recovery key was proven and is forgotten.");
    case base::ErrorKind::Denied:
      return http::problem(403, "wrong_recovery_key", "It is another recovery key.");
    case base::ErrorKind::InvalidInput:
      return http::problem(422, "invalid_fields", "This is no recovery key.",
                           {{"/recovery_key", "malformed", error.message}});
    default:
      return keeper_problem(error);
  }
}

Response make_recovery_key(const KeyRoutesParts& parts, const Request& request) {
  if (auto refusal = refuse_members(request)) return *std::move(refusal);
  const auto key = parts.keeper.client().recovery_key(actor_of(request));
  if (!key) return recovery_problem(key.error());
  base::Json json;
  json["recovery_key"] = base::as_text(key->reveal());
  return http::json_response(200, json);
}

Response prove_recovery_key(const KeyRoutesParts& parts, const Request& request) {
  http::Fields fields{request};
  const crypto::Secret text = fields.secret("recovery_key", kRecoveryBounds);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto proven = parts.keeper.client().prove_recovery(actor_of(request), text);
  parts.keeper.refresh();
  return proven ? http::empty_response(204) : recovery_problem(proven.error());
}

Response set_passphrase(const KeyRoutesParts& parts, const Request& request) {
  http::Fields fields{request};
  const crypto::Secret passphrase = fields.secret("passphrase", kPassphraseBounds);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  // Changing a passphrase asks for the old one; that is not this operation.
  const auto state = parts.keeper.client().state();
  if (!state) return keeper_problem(state.error());
  if (state->state != "empty") {
    return http::problem(409, "keys_exist", "The keys are made already.");
  }
  const auto made = parts.keeper.client().set_passphrase(passphrase);
  parts.keeper.refresh();
  return made ? http::empty_response(204) : keeper_problem(made.error());
}

}  // namespace

std::vector<http::Route> key_routes(const KeyRoutesParts& parts) {
  using http::Method;
  http::Operations<KeyRoutesParts> operations{parts};
  operations.add(Method::Get, "/api/v1/setup", "getSetup", appliance::kSetUp, get_setup);
  operations.add(Method::Post, "/api/v1/setup/recovery-key", "makeRecoveryKey",
                 appliance::kUnlockKeys, make_recovery_key);
  operations.add(Method::Post, "/api/v1/setup/recovery-key/proof", "proveRecoveryKey",
                 appliance::kUnlockKeys, prove_recovery_key);
  operations.add(Method::Post, "/api/v1/keys/passphrase", "setPassphrase", appliance::kUnlockKeys,
                 set_passphrase);
  return std::move(operations).take();
}

}  // namespace nvr
