#include "appliance/security/security_routes.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "appliance/access/permissions.h"
#include "appliance/api/account_json.h"
#include "web/http/problem.h"

namespace appliance {
namespace {

base::Result<SecurityFacts> look(const SecurityRoutesParts& parts) {
  SecurityFacts facts;
  facts.now = parts.clock.wall();
  for (const AccountRecord& record : parts.access.accounts().list()) {
    if (!is_valid(record.account, facts.now)) continue;
    facts.people.push_back(
        {.name = record.account.name,
         .administrator = record.account.role == Role::Administrator,
         .second_factor = parts.access.factors().has(record.account.id),
         .stale = facts.now - record.seen.value_or(record.created) > kStaleAfter});
  }
  facts.tokens = parts.access.tokens().list();
  facts.passwords = parts.access.accounts().policy();
  facts.hosts_limited = parts.hosts.access().snapshot().table.enabled;
  ASSIGN_OR_RETURN(facts.exposed, parts.hosts.exposure().list());
  return facts;
}

base::Json weakness_json(const Weakness& weakness) {
  base::Json json;
  json["code"] = std::string{weakness.code};
  json["severity"] = std::string{base::to_string(weakness.severity)};
  json["subject"] = weakness.subject;
  return json;
}

http::Response get_security(const SecurityRoutesParts& parts, const http::Request&) {
  const auto facts = look(parts);
  if (!facts) return http::problem_from(facts.error());
  auto found = weaknesses_of(*facts);
  if (parts.more) std::ranges::move(parts.more(), std::back_inserter(found));
  worst_first(found);
  base::Json::Array list;
  for (const Weakness& each : found) list.push_back(weakness_json(each));
  return http::json_response(200, base::Json{base::Json::Object{{"weaknesses", std::move(list)}}});
}

}  // namespace

std::vector<http::Route> security_routes(const SecurityRoutesParts& parts) {
  http::Operations<SecurityRoutesParts> all{parts};
  all.add(http::Method::Get, "/api/v1/security", "getSecurity", kReviewAccess, get_security);
  return std::move(all).take();
}

}  // namespace appliance
