#include <string>
#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "appliance/keeper/unlock_method.h"
#include "crypto/x509/certificate.h"
#include "nvr/api/key_routes.h"
#include "nvr/api/route_parts.h"
#include "web/http/fields.h"

namespace nvr {
namespace {

using base::ErrorKind;
using base::Json;
using http::Fields;
using http::Request;
using http::Response;

constexpr http::TextBounds kUnlockPassphraseBounds{12, 1024};
constexpr http::TextBounds kPinBounds{6, 128};
constexpr http::TextBounds kKeyReasonBounds{1, 256};
constexpr http::TextBounds kLabelBounds{1, 64};
constexpr http::TextBounds kCertificateBounds{1, std::size_t{16} << 10};
constexpr http::TextBounds kNameBounds{1, 256};
constexpr http::TextBounds kIdBounds{32, 32};

const std::string& acting(const Request& request) {
  return appliance::signed_in(request).account.name;
}

Response field_problem(const char* field, const char* code, const std::string& detail) {
  return http::problem(422, "invalid_fields", "A field is not as it must be.",
                       {{field, code, detail}});
}

// The keeper's own words name what is wrong with what it was given.
Response key_life_problem(const base::Error& error, const char* field) {
  switch (error.kind) {
    case ErrorKind::InvalidInput:
      return field_problem(field, "refused", error.message);
    case ErrorKind::Exists:
      return http::problem(409, "exists_already", error.message);
    case ErrorKind::NotFound:
      return http::no_such("key, method, recipient, grant or certificate");
    case ErrorKind::Denied:
      return http::problem(403, "denied_by_keeper", error.message);
    default:
      break;
  }
  if (is_tpm_trouble(error)) return http::problem(503, "tpm_unavailable", error.message);
  return keeper_problem(error);
}

Response done_or_problem(const KeyRoutesParts& parts, const base::Result<void>& done,
                         const char* field = "/") {
  parts.keeper.refresh();
  return done ? http::empty_response(204) : key_life_problem(done.error(), field);
}

std::optional<Response> refuse_body(const Request& request) {
  if (request.body.empty()) return std::nullopt;
  return Fields{request}.refusal();
}

void copy_member(Json& to, const Json& from, const char* name) {
  if (const Json* member = from.find(name)) to[name] = *member;
}

Response get_keys(const KeyRoutesParts& parts, const Request&) {
  KeeperClient& keeper = parts.keeper.client();
  const auto told = keeper.describe();
  if (!told) return keeper_problem(told.error());
  Json json;
  for (const char* name : {"state", "mode", "tpm", "closed", "reason", "lock_after_idle_s",
                           "recovery_proven", "day_keys"}) {
    copy_member(json, *told, name);
  }
  if (const Json* methods = told->find("unlock")) json["methods"] = *methods;
  const auto recipients = keeper.recipients();
  if (!recipients) return keeper_problem(recipients.error());
  copy_member(json, *recipients, "recipients");
  const auto grants = keeper.grants();
  if (!grants) return keeper_problem(grants.error());
  copy_member(json, *grants, "grants");
  const auto erasures = keeper.erasures();
  if (!erasures) return keeper_problem(erasures.error());
  copy_member(json, *erasures, "erasures");
  return http::json_response(200, json);
}

Response unlock_keys(const KeyRoutesParts& parts, const Request& request) {
  Fields fields{request};
  const auto passphrase = fields.optional_secret("passphrase", kUnlockPassphraseBounds);
  const auto pin = fields.optional_secret("pin", kPinBounds);
  if (!passphrase && !pin) fields.add_if_absent("passphrase");
  if (passphrase && pin) fields.add("pin", "surplus", "Either a passphrase or a PIN.");
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto unlocked = parts.keeper.client().unlock(
      acting(request), pin ? "tpm-pin" : "passphrase", pin ? *pin : *passphrase);
  parts.keeper.refresh();
  if (unlocked) return http::empty_response(204);
  if (unlocked.error().kind == ErrorKind::Denied) {
    return pin ? http::problem(403, "wrong_pin", "It is another PIN.")
               : http::problem(403, "wrong_passphrase", "It is another passphrase.");
  }
  return key_life_problem(unlocked.error(), "/");
}

Response lock_keys(const KeyRoutesParts& parts, const Request& request) {
  if (auto refusal = refuse_body(request)) return *std::move(refusal);
  const auto locked = parts.keeper.client().lock(acting(request));
  if (!locked && locked.error().kind == ErrorKind::InvalidInput) {
    return http::problem(409, "nobody_could_unlock", locked.error().message);
  }
  return done_or_problem(parts, locked);
}

Response add_method(const KeyRoutesParts& parts, const Request& request) {
  Fields fields{request};
  const std::string method = fields.text("method", kLabelBounds);
  std::optional<crypto::Secret> secret;  // a TPM that looks at the boot state needs none
  if (method == "passphrase") {
    secret = fields.secret("passphrase", kUnlockPassphraseBounds);
  } else if (method == "tpm-pin") {
    secret = fields.secret("pin", kPinBounds);
  } else if (method != "tpm") {
    fields.add("method", "unknown", "passphrase, tpm or tpm-pin.");
  }
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (!secret) secret.emplace();
  return done_or_problem(
      parts, parts.keeper.client().add_unlock_method(acting(request), method, *secret), "/method");
}

Response remove_method(const KeyRoutesParts& parts, const Request& request) {
  if (auto refusal = refuse_body(request)) return *std::move(refusal);
  const std::string method{request.parameter("method")};
  if (!appliance::parse_unlock_kind(method)) return http::no_such("method");
  const auto removed = parts.keeper.client().remove_unlock_method(acting(request), method);
  if (!removed && removed.error().kind == ErrorKind::InvalidInput) {
    return http::problem(409, "last_method", removed.error().message);
  }
  return done_or_problem(parts, removed);
}

Response add_recipient(const KeyRoutesParts& parts, const Request& request) {
  Fields fields{request};
  const std::string label = fields.text("label", kLabelBounds);
  const std::string pem = fields.text("certificate", kCertificateBounds);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto certificate = crypto::Certificate::from_pem(base::as_bytes(pem));
  if (!certificate) {
    return field_problem("/certificate", "malformed", certificate.error().message);
  }
  const auto added =
      parts.keeper.client().add_recipient(acting(request), label, certificate->to_der());
  if (!added) return key_life_problem(added.error(), "/certificate");
  return http::json_response(201, *added);
}

Response remove_recipient(const KeyRoutesParts& parts, const Request& request) {
  if (auto refusal = refuse_body(request)) return *std::move(refusal);
  VALUE_OR_REFUSE(const base::Id id, http::id_in_path(request, "recipient"));
  return done_or_problem(parts, parts.keeper.client().remove_recipient(acting(request), id));
}

Response revoke_grant(const KeyRoutesParts& parts, const Request& request) {
  if (auto refusal = refuse_body(request)) return *std::move(refusal);
  VALUE_OR_REFUSE(const base::Id id, http::id_in_path(request, "grant"));
  return done_or_problem(parts, parts.keeper.client().revoke_grant(acting(request), id));
}

Response rotate_keys(const KeyRoutesParts& parts, const Request& request) {
  if (auto refusal = refuse_body(request)) return *std::move(refusal);
  return done_or_problem(parts, parts.keeper.client().rotate_site_key(acting(request)));
}

Response erasure_response(const KeeperClient::Erasure& erasure) {
  Json json;
  json["id"] = erasure.id;
  json["certificate"] = erasure.certificate;
  json["signature"] = base::base64(erasure.signature);
  return http::json_response(200, json);
}

// What has to be typed: the camera's name, or the word for all of them.
std::string confirmation_for(const KeyRoutesParts& parts, const KeeperClient::ErasureAsked& asked) {
  if (!asked.camera) return "everything";
  const auto camera = parts.view.camera(*asked.camera);
  // One that was removed has only its id left.
  return camera && *camera ? (*camera)->name : base::to_string(*asked.camera);
}

Response erase_keys(const KeyRoutesParts& parts, const Request& request) {
  Fields fields{request};
  KeeperClient::ErasureAsked asked{.scope = fields.text("scope", kLabelBounds),
                                   .actor = acting(request),
                                   .reason = fields.text("reason", kKeyReasonBounds)};
  const std::string confirmation = fields.text("confirmation", kNameBounds);
  const bool of_day = asked.scope == "camera-day";
  const bool of_camera = of_day || asked.scope == "camera";
  if (!of_camera && asked.scope != "everything") {
    fields.add("scope", "unknown", "camera-day, camera or everything.");
  }
  if (of_camera) {
    const auto camera = base::parse_id(fields.text("camera", kIdBounds));
    if (camera) {
      asked.camera = *camera;
    } else {
      fields.add("camera", "malformed", "The id of a camera.");
    }
  }
  if (of_day) {
    const auto day = base::parse_day_name(fields.text("day", {10, 10}));
    if (day) {
      asked.day = *day;
    } else {
      fields.add("day", "malformed", "A day such as 2026-11-20.");
    }
  }
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (confirmation != confirmation_for(parts, asked)) {
    return field_problem("/confirmation", "not_confirmed",
                         "Type the camera's name, or the word everything, as it is shown.");
  }
  const auto erased = parts.keeper.client().erase(asked);
  parts.keeper.refresh();
  if (!erased) return key_life_problem(erased.error(), of_day ? "/day" : "/scope");
  return erasure_response(*erased);
}

Response get_erasure(const KeyRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const base::Id id, http::id_in_path(request, "erasure"));
  const auto erasure = parts.keeper.client().erasure(id);
  return erasure ? erasure_response(*erasure) : key_life_problem(erasure.error(), "/");
}

}  // namespace

std::vector<http::Route> key_life_routes(const KeyRoutesParts& parts) {
  using appliance::kUnlockKeys;
  using http::Method;
  http::Operations<KeyRoutesParts> operations{parts};
  operations.add(Method::Get, "/api/v1/keys", "getKeys", kUnlockKeys, get_keys);
  operations.add(Method::Post, "/api/v1/keys/unlock", "unlockKeys", kUnlockKeys, unlock_keys);
  operations.add(Method::Post, "/api/v1/keys/lock", "lockKeys", kUnlockKeys, lock_keys);
  operations.add(Method::Post, "/api/v1/keys/methods", "addUnlockMethod", kUnlockKeys, add_method);
  operations.add(Method::Delete, "/api/v1/keys/methods/{method}", "removeUnlockMethod", kUnlockKeys,
                 remove_method);
  operations.add(Method::Post, "/api/v1/keys/recipients", "addRecipient", kUnlockKeys,
                 add_recipient);
  operations.add(Method::Delete, "/api/v1/keys/recipients/{recipient}", "removeRecipient",
                 kUnlockKeys, remove_recipient);
  operations.add(Method::Delete, "/api/v1/keys/grants/{grant}", "revokeGrant", kUnlockKeys,
                 revoke_grant);
  operations.add(Method::Post, "/api/v1/keys/rotation", "rotateKeys", kUnlockKeys, rotate_keys);
  operations.add(Method::Post, "/api/v1/keys/erasure", "eraseKeys", kUnlockKeys, erase_keys);
  operations.add(Method::Get, "/api/v1/keys/erasures/{erasure}", "getErasure", kUnlockKeys,
                 get_erasure);
  return std::move(operations).take();
}

}  // namespace nvr
