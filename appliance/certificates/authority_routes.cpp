#include <utility>

#include "appliance/access/permissions.h"
#include "appliance/certificates/certificate_answers.h"
#include "appliance/certificates/certificate_json.h"
#include "appliance/certificates/certificate_routes.h"
#include "base/event/catalogue.h"
#include "web/http/parameters.h"

namespace appliance {
namespace {

using base::Json;
using http::FieldError;
using http::Request;
using http::Response;

constexpr std::uint64_t kAuthorityBodyBytesMax = std::uint64_t{2} << 20;
constexpr std::uint64_t kCrlBodyBytesMax = std::uint64_t{8} << 20;

http::OrRefusal<AuthorityEntry> authority_in_path(const CertificateRoutesParts& parts,
                                                  const Request& request) {
  VALUE_OR_REFUSE(const base::Id id, http::id_in_path(request, "authority"));
  auto authority = parts.store.authority(id);
  if (!authority) return http::no_such("authority");
  return *std::move(authority);
}

Response list_authorities(const CertificateRoutesParts& parts, const Request&) {
  Json::Array list;
  for (const AuthorityEntry& each : parts.store.authorities()) {
    list.push_back(authority_json(parts.store, each, parts.clock.wall()));
  }
  Json json;
  json["authorities"] = std::move(list);
  return http::json_response(200, json);
}

Response get_authority(const CertificateRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const AuthorityEntry authority, authority_in_path(parts, request));
  return http::json_response(200, authority_json(parts.store, authority, parts.clock.wall()));
}

Response get_trust_bundle(const CertificateRoutesParts& parts, const Request&) {
  std::string bundle;
  for (const AuthorityEntry& each : parts.store.authorities()) bundle += each.certificate.to_pem();
  auto response = http::text_response(200, "application/x-pem-file", bundle);
  response.headers.set("Content-Disposition", "attachment; filename=\"authorities.pem\"");
  return response;
}

Response answer_authority(const CertificateRoutesParts& parts, const Request& request,
                          const base::Result<AuthorityEntry>& made, base::EventKind kind,
                          int status) {
  if (!made && made.error().kind == base::ErrorKind::InvalidInput) {
    return file_problem(made.error(), "/file");
  }
  if (!made) return certificate_problem(made.error(), "/file");
  tell_of_certificate(parts.log, request, kind, made->label,
                      {{"authority", base::to_string(made->id)},
                       {"fingerprint", base::hex(made->certificate.fingerprint())}});
  return http::json_response(status, authority_json(parts.store, *made, parts.clock.wall()));
}

Response add_authority(const CertificateRoutesParts& parts, const Request& request) {
  const auto body = request.json();
  if (!body) return http::problem(400, "malformed_body", "The body is one JSON object.");
  std::vector<FieldError> errors;
  JsonMembers members{*body, "", errors};
  const std::string label = read_label(members);
  const auto file = read_file_member(members, "file", crypto::kCertificateBytesMax);
  members.finish();
  if (!errors.empty()) return invalid_certificate_fields(errors);
  return answer_authority(parts, request, parts.store.add_authority(label, file),
                          base::events::kAuthorityAdded, 201);
}

Response set_authority_crl(const CertificateRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const AuthorityEntry authority, authority_in_path(parts, request));
  const auto body = request.json();
  if (!body) return http::problem(400, "malformed_body", "The body is one JSON object.");
  std::vector<FieldError> errors;
  JsonMembers members{*body, "", errors};
  const auto file = read_file_member(members, "file", crypto::kCrlBytesMax);
  members.finish();
  if (!errors.empty()) return invalid_certificate_fields(errors);
  return answer_authority(parts, request, parts.store.set_crl(authority.id, file),
                          base::events::kRevocationListInstalled, 200);
}

Response remove_authority(const CertificateRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const AuthorityEntry authority, authority_in_path(parts, request));
  const auto removed = parts.store.remove_authority(authority.id);
  if (!removed) return certificate_problem(removed.error(), "");
  tell_of_certificate(parts.log, request, base::events::kAuthorityRemoved, removed->label,
                      {{"authority", base::to_string(removed->id)},
                       {"fingerprint", base::hex(removed->certificate.fingerprint())}});
  return http::empty_response(204);
}

}  // namespace

std::vector<http::Route> authority_routes(const CertificateRoutesParts& parts) {
  using http::Method;
  constexpr const char* kAll = "/api/v1/authorities";
  constexpr const char* kOne = "/api/v1/authorities/{authority}";
  http::Operations<CertificateRoutesParts> operations{parts};
  operations.add(Method::Get, kAll, "listAuthorities", kReviewAccess, list_authorities);
  operations.add(Method::Get, "/api/v1/trust-bundle", "getTrustBundle", kReviewAccess,
                 get_trust_bundle);
  operations.add(Method::Post, kAll, "addAuthority", kManageCertificates, add_authority)
      .body_bytes_max = kAuthorityBodyBytesMax;
  operations.add(Method::Get, kOne, "getAuthority", kReviewAccess, get_authority);
  operations.add(Method::Delete, kOne, "removeAuthority", kManageCertificates, remove_authority);
  operations
      .add(Method::Put, std::string{kOne} + "/crl", "setAuthorityCrl", kManageCertificates,
           set_authority_crl)
      .body_bytes_max = kCrlBodyBytesMax;
  return std::move(operations).take();
}

}  // namespace appliance
