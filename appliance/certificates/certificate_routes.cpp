#include "appliance/certificates/certificate_routes.h"

#include <limits>
#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "appliance/certificates/certificate_answers.h"
#include "appliance/certificates/certificate_json.h"
#include "appliance/change/change_routes.h"
#include "base/event/catalogue.h"
#include "crypto/x509/certificate_file.h"
#include "web/http/parameters.h"

namespace appliance {
namespace {

using base::Json;
using http::FieldError;
using http::Request;
using http::Response;

constexpr std::size_t kFileBytesMax = std::size_t{1} << 20;
// Two files in base 64, a key's and its chain's.
constexpr std::uint64_t kCertificateBodyBytesMax = std::uint64_t{3} << 20;

Response list_certificates(const CertificateRoutesParts& parts, const Request&) {
  const base::WallTime now = parts.clock.wall();
  Json::Array list;
  for (const ServerEntry& each : parts.store.servers()) {
    list.push_back(server_json(parts.store, each, now));
  }
  const WebChoice web = parts.store.web_choice();
  Json json;
  json["certificates"] = std::move(list);
  json["web"]["certificate"] = web.server ? Json{base::to_string(*web.server)} : Json{};
  json["web"]["revision"] = web.revision;
  return http::json_response(200, json);
}

http::OrRefusal<ServerEntry> server_in_path(const CertificateRoutesParts& parts,
                                            const Request& request) {
  VALUE_OR_REFUSE(const base::Id id, http::id_in_path(request, "certificate"));
  auto server = parts.store.server(id);
  if (!server) return http::no_such("certificate");
  return *std::move(server);
}

Response get_certificate(const CertificateRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const ServerEntry server, server_in_path(parts, request));
  return http::json_response(200, server_json(parts.store, server, parts.clock.wall()));
}

Response get_certificate_request(const CertificateRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const ServerEntry server, server_in_path(parts, request));
  if (!server.request) return http::no_such("request");
  Json json;
  json["pem"] = server.request->to_pem();
  json["der"] = base::base64(server.request->to_der());
  return http::json_response(200, json);
}

// What came of it, told and shown.
Response answer_server(const CertificateRoutesParts& parts, const Request& request,
                       const base::Result<ServerEntry>& made, base::EventKind kind, int status,
                       std::string_view field) {
  if (!made) return certificate_problem(made.error(), field);
  tell_of_certificate(parts.log, request, kind, made->label,
                      {{"certificate", base::to_string(made->id)},
                       {"origin", to_string(made->origin)},
                       {"key", base::hex(made->key.fingerprint())}});
  return http::json_response(status, server_json(parts.store, *made, parts.clock.wall()));
}

Response make_server(const CertificateRoutesParts& parts, const Request& request,
                     JsonMembers& members, std::vector<FieldError>& errors, bool self_signed) {
  const std::string label = read_label(members);
  NewServer wanted = read_new_server(members, errors);
  wanted.label = label;
  Validity validity;
  if (self_signed) validity = read_validity(members, parts.clock.wall());
  members.finish();
  if (!errors.empty()) return invalid_certificate_fields(errors);
  if (self_signed) {
    return answer_server(parts, request, parts.store.self_sign(wanted, validity),
                         base::events::kCertificateInstalled, 201, "/names");
  }
  return answer_server(parts, request, parts.store.request(wanted),
                       base::events::kCertificateRequested, 201, "/names");
}

// The key's file may hold its certificates; `chain` adds others.
Response import_certificate(const CertificateRoutesParts& parts, const Request& request,
                            JsonMembers& members, std::vector<FieldError>& errors) {
  const std::string label = read_label(members);
  const auto file = crypto::Secret::take(read_file_member(members, "file", kFileBytesMax));
  std::optional<crypto::Secret> passphrase;
  if (const auto* text = members.text("passphrase", crypto::kPassphraseBytesMax)) {
    passphrase = crypto::Secret::copy_of(*text);
  }
  base::Bytes chain;
  if (members.find("chain") != nullptr) chain = read_file_member(members, "chain", kFileBytesMax);
  members.finish();
  if (!errors.empty()) return invalid_certificate_fields(errors);
  auto read = crypto::read_key_and_certificates(file, passphrase ? &*passphrase : nullptr);
  if (!read) {
    const bool denied = read.error().kind == base::ErrorKind::Denied;
    return file_problem(read.error(), denied ? "/passphrase" : "/file");
  }
  if (!read->key) {
    return invalid_certificate_fields({{"/file", "no_key", "There is no private key in it."}});
  }
  std::vector<crypto::Certificate> given = std::move(read->certificates);
  if (!chain.empty()) {
    const auto more = crypto::read_certificates(chain);
    if (!more) return file_problem(more.error(), "/chain");
    given.insert(given.end(), more->begin(), more->end());
  }
  return answer_server(parts, request, parts.store.add_server(label, *read->key, given),
                       base::events::kCertificateInstalled, 201,
                       chain.empty() ? "/file" : "/chain");
}

Response add_certificate(const CertificateRoutesParts& parts, const Request& request) {
  const auto body = request.json();
  if (!body) return http::problem(400, "malformed_body", "The body is one JSON object.");
  std::vector<FieldError> errors;
  JsonMembers members{*body, "", errors};
  const auto* origin = members.text("origin", 16);
  const auto parsed = origin == nullptr ? std::nullopt : parse_server_origin(*origin);
  if (!parsed) {
    if (errors.empty()) {
      members.wrong("origin", origin == nullptr ? "missing" : "unknown_origin",
                    "It is requested, self-signed or imported.");
    }
    return invalid_certificate_fields(errors);
  }
  if (*parsed == ServerOrigin::Imported) {
    return import_certificate(parts, request, members, errors);
  }
  return make_server(parts, request, members, errors, *parsed == ServerOrigin::SelfSigned);
}

Response install_certificate(const CertificateRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const ServerEntry server, server_in_path(parts, request));
  const auto body = request.json();
  if (!body) return http::problem(400, "malformed_body", "The body is one JSON object.");
  std::vector<FieldError> errors;
  JsonMembers members{*body, "", errors};
  const auto file = read_file_member(members, "file", kFileBytesMax);
  members.finish();
  if (!errors.empty()) return invalid_certificate_fields(errors);
  const auto given = crypto::read_certificates(file);
  if (!given) return file_problem(given.error(), "/file");
  return answer_server(parts, request, parts.store.install(server.id, *given),
                       base::events::kCertificateInstalled, 200, "/file");
}

Response remove_certificate(const CertificateRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const base::Id id, http::id_in_path(request, "certificate"));
  // It may be what that change goes back to.
  if (parts.desk.pending()) {
    return http::problem(409, "change_pending", "Another change waits to be confirmed.");
  }
  const auto removed = parts.store.remove_server(id);
  if (!removed) return certificate_problem(removed.error(), "");
  tell_of_certificate(
      parts.log, request, base::events::kCertificateRemoved, removed->label,
      {{"certificate", base::to_string(id)}, {"key", base::hex(removed->key.fingerprint())}});
  return http::empty_response(204);
}

// Why this certificate cannot be shown now.
std::optional<FieldError> unfit_for_web(const CertificateRoutesParts& parts, const base::Id& id) {
  constexpr const char* kField = "/certificate";
  const auto server = parts.store.server(id);
  if (!server) return FieldError{kField, "unknown", "There is no such certificate."};
  if (!server->is_installed()) return FieldError{kField, "requested", "It waits for its CA."};
  const base::WallTime now = parts.clock.wall();
  const auto& certificate = server->chain.front();
  if (now > certificate.not_after()) return FieldError{kField, "expired", "It has expired."};
  if (now < certificate.not_before()) {
    return FieldError{kField, "not_yet_valid", "It is not valid yet."};
  }
  return std::nullopt;
}

std::optional<base::Id> read_choice(JsonMembers& members) {
  const Json* member = members.find("certificate");
  if (member != nullptr && member->is_null()) return std::nullopt;
  const auto* text = members.text("certificate", 64);
  if (member != nullptr && text == nullptr) return std::nullopt;  // which text() told
  const auto id = base::parse_id(text == nullptr ? "" : *text);
  if (id) return *id;
  members.wrong("certificate", member == nullptr ? "missing" : "malformed",
                "It is the id of a certificate, or null for the device's own.");
  return std::nullopt;
}

Response choose_conflict(const CertificateRoutesParts& parts, std::int64_t made_from) {
  if (!parts.desk.pending() && parts.store.web_choice().revision != made_from) {
    return http::problem(409, "changed_meanwhile", "Another was chosen since it was read.");
  }
  return http::problem(409, "change_pending", "Another change waits to be confirmed.");
}

Response set_web_certificate(const CertificateRoutesParts& parts, const Request& request) {
  const auto body = request.json();
  if (!body) return http::problem(400, "malformed_body", "The body is one JSON object.");
  std::vector<FieldError> errors;
  JsonMembers members{*body, "", errors};
  const auto chosen = read_choice(members);
  if (members.find("revision") == nullptr) members.wrong("revision", "missing", "It is needed.");
  const auto revision = members.number("revision", 0, 0, std::numeric_limits<std::int64_t>::max());
  const std::chrono::seconds within{
      members.number("confirm_within_s", kConfirmWithinDefault.count(), kConfirmWithinMin.count(),
                     kConfirmWithinMax.count())};
  members.finish();
  if (errors.empty() && chosen) {
    if (auto unfit = unfit_for_web(parts, *chosen)) errors.push_back(*std::move(unfit));
  }
  if (!errors.empty()) return invalid_certificate_fields(errors);
  if (parts.desk.pending() || parts.store.web_choice().revision != revision) {
    return choose_conflict(parts, revision);
  }
  const auto proposed =
      parts.desk.propose({{std::string{parts.web.name()}, WebIdentity::value_of(chosen, revision)}},
                         asker_of(request), within);
  if (!proposed && proposed.error().kind == base::ErrorKind::Exists) {
    return choose_conflict(parts, revision);
  }
  if (!proposed) return http::problem_from(proposed.error());
  Json json;
  json["revision"] = parts.store.web_choice().revision;
  json["change"]["token"] = proposed->token;
  json["change"]["within_s"] = std::int64_t{proposed->within.count()};
  auto response = http::json_response(200, json);
  // Whoever goes on does so over a connection that shows the new certificate.
  response.ends_connection = true;
  return response;
}

}  // namespace

std::vector<http::Route> certificate_routes(const CertificateRoutesParts& parts) {
  using http::Method;
  constexpr const char* kAll = "/api/v1/certificates";
  constexpr const char* kOne = "/api/v1/certificates/{certificate}";
  http::Operations<CertificateRoutesParts> operations{parts};
  operations.add(Method::Get, kAll, "listCertificates", kReviewAccess, list_certificates);
  operations.add(Method::Post, kAll, "addCertificate", kManageCertificates, add_certificate)
      .body_bytes_max = kCertificateBodyBytesMax;
  operations.add(Method::Get, kOne, "getCertificate", kReviewAccess, get_certificate);
  operations.add(Method::Delete, kOne, "removeCertificate", kManageCertificates,
                 remove_certificate);
  operations.add(Method::Get, std::string{kOne} + "/request", "getCertificateRequest",
                 kReviewAccess, get_certificate_request);
  operations
      .add(Method::Put, std::string{kOne} + "/chain", "installCertificate", kManageCertificates,
           install_certificate)
      .body_bytes_max = kCertificateBodyBytesMax;
  operations.add(Method::Put, "/api/v1/web-certificate", "setWebCertificate", kManageAccess,
                 set_web_certificate);
  return std::move(operations).take();
}

}  // namespace appliance
