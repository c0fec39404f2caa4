#include "appliance/hosts/host_routes.h"

#include <limits>
#include <utility>

#include "appliance/access/permissions.h"
#include "appliance/change/change_routes.h"
#include "appliance/hosts/host_table_format.h"
#include "appliance/hosts/json_members.h"
#include "web/http/problem.h"

namespace appliance {
namespace {

using base::Json;
using http::FieldError;
using http::Request;
using http::Response;

// A full table with long texts takes some 800 KiB.
constexpr std::uint64_t kTableBodyBytesMax = std::uint64_t{1} << 20;

Json judgement_json(const Address& address, const Judgement& judgement) {
  Json json;
  json["address"] = address_text(address);
  json["allowed"] = judgement.allowed;
  json["why"] = to_string(judgement.why);
  if (judgement.row) json["row"] = base::to_string(*judgement.row);
  return json;
}

Json warnings_json(const std::vector<FieldError>& warnings) {
  Json::Array list;
  for (const FieldError& warning : warnings) {
    Json each;
    each["field"] = warning.field;
    each["code"] = warning.code;
    each["detail"] = warning.detail;
    list.push_back(std::move(each));
  }
  return list;
}

Response invalid(const std::vector<FieldError>& errors) {
  return http::problem(422, "invalid_fields", "Something in the body is not accepted.", errors);
}

// A table in a body, its mistakes below "/table".
ReadHostTable read_table_member(const Json& json, const HostRoutesParts& parts) {
  auto read = read_host_table(json, parts.ids);
  if (read.errors.empty() && read.table.enabled) {
    read.errors = check_somebody_stays(read.table, parts.clock.wall());
  }
  for (auto* list : {&read.errors, &read.warnings}) {
    for (FieldError& each : *list) each.field = "/table" + each.field;
  }
  return read;
}

Response get_hosts(const HostRoutesParts& parts, const Request& request) {
  const auto now = parts.access.snapshot();
  Json json;
  json["revision"] = now.revision;
  json["readable"] = now.readable;
  json["table"] = host_table_json(now.table);
  json["warnings"] = warnings_json(host_table_warnings(now.table));
  json["you"] =
      judgement_json(request.peer.address, parts.access.judge(request.peer, HostService::Web));
  return http::json_response(200, json);
}

struct Replacement {
  ReadHostTable read;
  std::int64_t revision = 0;
  std::chrono::seconds within{};
  bool force = false;
};

Replacement read_replacement(const Json& body, const HostRoutesParts& parts,
                             std::vector<FieldError>& errors) {
  Replacement wanted;
  JsonMembers members{body, "", errors};
  if (members.find("revision") == nullptr && body.as_object() != nullptr) {
    members.wrong("revision", "missing", "It is needed.");
  }
  wanted.revision = members.number("revision", 0, 0, std::numeric_limits<std::int64_t>::max());
  wanted.within =
      std::chrono::seconds{members.number("confirm_within_s", kConfirmWithinDefault.count(),
                                          kConfirmWithinMin.count(), kConfirmWithinMax.count())};
  wanted.force = members.flag("force", false);
  if (const Json* table = members.find("table")) {
    wanted.read = read_table_member(*table, parts);
    for (const FieldError& error : wanted.read.errors) errors.push_back(error);
  } else if (body.as_object() != nullptr) {
    members.wrong("table", "missing", "It is needed.");
  }
  members.finish();
  return wanted;
}

Response conflict(const HostRoutesParts& parts, std::int64_t made_from) {
  if (parts.desk.pending()) {
    return http::problem(409, "change_pending", "Another change waits to be confirmed.");
  }
  if (parts.access.snapshot().revision != made_from) {
    return http::problem(409, "changed_meanwhile", "The list was changed since it was read.");
  }
  return http::problem(409, "change_pending", "Another change is being made.");
}

Response replace_hosts(const HostRoutesParts& parts, const Request& request) {
  const auto body = request.json();
  if (!body) return http::problem(400, "malformed_body", "The body is one JSON object.");
  std::vector<FieldError> errors;
  const Replacement wanted = read_replacement(*body, parts, errors);
  if (!errors.empty()) return invalid(errors);
  const bool stale = parts.access.snapshot().revision != wanted.revision;
  if (stale || parts.desk.pending()) return conflict(parts, wanted.revision);
  const auto you = HostRules::compile(wanted.read.table, parts.clock.wall())
                       .judge(request.peer.address, HostService::Web);
  if (!you.allowed && !wanted.force) {
    return http::problem(409, "would_cut_you_off",
                         "With this list you could not come back from where you are.");
  }
  const auto proposed =
      parts.desk.propose({{std::string{parts.access.name()},
                           HostAccess::value_of(wanted.read.table, wanted.revision)}},
                         asker_of(request), wanted.within);
  if (!proposed && proposed.error().kind == base::ErrorKind::Exists) {
    return conflict(parts, wanted.revision);
  }
  if (!proposed) return http::problem_from(proposed.error());
  Json json;
  json["revision"] = parts.access.snapshot().revision;
  json["warnings"] = warnings_json(wanted.read.warnings);
  json["you"] = judgement_json(request.peer.address, you);
  json["change"]["token"] = proposed->token;
  json["change"]["within_s"] = std::int64_t{proposed->within.count()};
  auto response = http::json_response(200, json);
  // Whoever goes on does so over a connection that the new list let in.
  response.ends_connection = true;
  return response;
}

Response check_host(const HostRoutesParts& parts, const Request& request) {
  const auto body = request.json();
  if (!body) return http::problem(400, "malformed_body", "The body is one JSON object.");
  std::vector<FieldError> errors;
  JsonMembers members{*body, "", errors};
  Address address{};
  if (const std::string* text = members.text("address", kSubjectBytesMax)) {
    const auto parsed = parse_address(*text);
    if (parsed) address = *parsed;
    if (!parsed) members.wrong("address", "malformed", parsed.error().message);
  } else if (errors.empty()) {
    members.wrong("address", "missing", "It is needed.");
  }
  HostService service = HostService::Web;
  if (const std::string* text = members.text("service", 16)) {
    const auto named = parse_host_service(*text);
    if (named) service = *named;
    if (!named) {
      members.wrong("service", "unknown_service", "It is web, rtsp, onvif, snmp or ssh.");
    }
  }
  auto rules = parts.access.rules();
  if (const Json* table = members.find("table")) {
    auto read = read_host_table(*table, parts.ids);
    for (FieldError& error : read.errors) {
      errors.push_back({"/table" + error.field, error.code, error.detail});
    }
    if (read.errors.empty()) {
      rules = std::make_shared<const HostRules>(HostRules::compile(read.table, parts.clock.wall()));
    }
  }
  members.finish();
  if (!errors.empty()) return invalid(errors);
  return http::json_response(200, judgement_json(address, rules->judge(address, service)));
}

http::Route host_route(http::Method method, std::string path, std::string operation,
                       std::function<Response(const Request&)> answer) {
  return {.method = method,
          .path = std::move(path),
          .operation_id = std::move(operation),
          .access = http::Access::needs(kManageAccess),
          .handler = http::Blocking{std::move(answer)},
          .body_bytes_max = kTableBodyBytesMax};
}

}  // namespace

std::vector<http::Route> host_routes(const HostRoutesParts& parts) {
  using http::Method;
  std::vector<http::Route> routes;
  routes.push_back(
      host_route(Method::Get, "/api/v1/host-access", "getHostAccess",
                 [parts](const Request& request) { return get_hosts(parts, request); }));
  routes.push_back(
      host_route(Method::Put, "/api/v1/host-access", "replaceHostAccess",
                 [parts](const Request& request) { return replace_hosts(parts, request); }));
  routes.push_back(
      host_route(Method::Post, "/api/v1/host-access/check", "checkHostAccess",
                 [parts](const Request& request) { return check_host(parts, request); }));
  return routes;
}

}  // namespace appliance
