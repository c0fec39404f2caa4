#include <algorithm>
#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "appliance/api/account_routes.h"
#include "base/event/catalogue.h"
#include "web/http/fields.h"
#include "web/http/parameters.h"
#include "web/http/problem.h"

namespace appliance {
namespace {

using base::Json;
using http::Request;
using http::Response;

constexpr http::TextBounds kLabelBounds{1, kTokenLabelBytesMax};
constexpr http::TextBounds kTimeBounds{1, 64};

bool is_own(const Request& request, const base::Id& account) {
  return signed_in(request).account.id == account;
}

bool may_see(const Request& request, const base::Id& account) {
  return is_own(request, account) || may(signed_in(request).account, kReviewAccess);
}

bool may_end(const Request& request, const base::Id& account) {
  return is_own(request, account) || may(signed_in(request).account, kManageAccounts);
}

std::string name_of_account(const AccountRoutesParts& parts, const base::Id& id) {
  const auto account = parts.access.accounts().find(id);
  return account ? account->name : "";
}

void tell_access(const AccountRoutesParts& parts, const Request& request, base::EventKind kind,
                 const base::Id& account, base::Fields fields) {
  fields["by"] = signed_in(request).account.name;
  fields["address"] = request.peer.text();
  parts.log.tell({kind, name_of_account(parts, account), std::move(fields)});
}

Json session_json(const AccountRoutesParts& parts, const Request& request,
                  const Sessions::Listed& listed) {
  const Session& session = listed.session;
  Json json;
  json["session"] = base::to_string(session.name());
  json["account"] = base::to_string(session.account);
  json["name"] = name_of_account(parts, session.account);
  json["address"] = session.origin.address;
  json["agent"] = session.origin.agent;
  json["began"] = base::format_rfc3339(session.began);
  json["expires"] = base::format_rfc3339(session.expires);
  json["unused_s"] = listed.unused.count();
  json["own"] = session.id == signed_in(request).session.id;
  return json;
}

Response list_sessions(const AccountRoutesParts& parts, const Request& request) {
  Json::Array list;
  for (const Sessions::Listed& each : parts.access.sessions().list()) {
    if (may_see(request, each.session.account)) {
      list.push_back(session_json(parts, request, each));
    }
  }
  Json json;
  json["sessions"] = std::move(list);
  return http::json_response(200, json);
}

Response end_session_named(const AccountRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const base::Id name, http::id_in_path(request, "session"));
  const auto sessions = parts.access.sessions().list();
  const auto found = std::ranges::find_if(sessions, [&](const Sessions::Listed& each) {
    return each.session.name() == name && may_end(request, each.session.account);
  });
  if (found == sessions.end()) return http::no_such("session");
  parts.access.sessions().end(found->session.id);
  tell_access(parts, request, base::events::kSessionEnded, found->session.account,
              {{"session", base::to_string(name)}});
  return http::empty_response(204);
}

Json scopes_json(const ApiToken& token) {
  Json::Array list;
  for (const std::string& scope : token.scopes) list.emplace_back(scope);
  return Json{std::move(list)};
}

Json token_json(const AccountRoutesParts& parts, const ApiToken& token) {
  Json json;
  json["token"] = base::to_string(token.id);
  json["account"] = base::to_string(token.account);
  json["name"] = name_of_account(parts, token.account);
  json["label"] = token.label;
  json["scopes"] = scopes_json(token);
  json["created"] = base::format_rfc3339(token.created);
  json["expires"] = base::format_rfc3339(token.expires);
  json["used"] = token.used ? Json{base::format_rfc3339(*token.used)} : Json{};
  json["over"] = parts.clock.wall() >= token.expires;
  return json;
}

Response list_tokens(const AccountRoutesParts& parts, const Request& request) {
  Json::Array list;
  for (const ApiToken& token : parts.access.tokens().list()) {
    if (may_see(request, token.account)) list.push_back(token_json(parts, token));
  }
  Json json;
  json["tokens"] = std::move(list);
  return http::json_response(200, json);
}

// Only what the account itself may: a token is no way up.
std::set<std::string, std::less<>> read_scopes(http::Fields& fields, const Account& account) {
  std::set<std::string, std::less<>> scopes;
  const Json* member = fields.optional_member("scopes");
  fields.add_if_absent("scopes");
  if (member == nullptr) return scopes;
  const auto* list = member->as_array();
  const auto own = permissions_of(account);
  const bool good =
      list != nullptr && !list->empty() && std::ranges::all_of(*list, [&](const Json& each) {
        const std::string* name = each.as_string();
        if (name == nullptr || !is_grantable(*name)) return false;
        scopes.insert(*name);
        return std::ranges::find(own, *name) != own.end();
      });
  if (!good) fields.add("scopes", "unknown", "It is a list of permissions that you have.");
  return scopes;
}

base::WallTime read_end(http::Fields& fields, base::WallTime now) {
  const std::string text = fields.text("expires", kTimeBounds);
  if (text.empty()) return now;
  const auto time = base::parse_rfc3339(text);
  if (!time) {
    fields.add("expires", "malformed", "It is a time like 2026-11-20T21:14:08Z.");
    return now;
  }
  if (*time <= now) fields.add("expires", "past", "It is in the past.");
  if (*time > now + kTokenDaysMax) fields.add("expires", "too_far", "It is within 366 days.");
  return *time;
}

Response make_token(const AccountRoutesParts& parts, const Request& request) {
  const Account& account = signed_in(request).account;
  http::Fields fields{request};
  ApiToken wanted{.account = account.id};
  wanted.label = fields.text("label", kLabelBounds);
  wanted.scopes = read_scopes(fields, account);
  wanted.expires = read_end(fields, parts.clock.wall());
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto made = parts.access.tokens().make(std::move(wanted));
  if (!made && made.error().kind == base::ErrorKind::Unavailable) {
    return http::problem(409, "too_many_tokens", "There are as many tokens as there may be.");
  }
  if (!made) return http::problem_from(made.error());
  tell_access(parts, request, base::events::kTokenMade, account.id,
              {{"label", made->token.label}, {"scopes", scopes_json(made->token)}});
  Json json = token_json(parts, made->token);
  json["secret"] = made->secret;
  return http::json_response(201, json);
}

Response revoke_token(const AccountRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const base::Id id, http::id_in_path(request, "token"));
  const auto tokens = parts.access.tokens().list();
  const auto found = std::ranges::find(tokens, id, &ApiToken::id);
  if (found == tokens.end() || !may_end(request, found->account)) return http::no_such("token");
  if (const auto revoked = parts.access.tokens().revoke(id); !revoked) {
    return http::problem_from(revoked.error());
  }
  tell_access(parts, request, base::events::kTokenRevoked, found->account,
              {{"label", found->label}});
  return http::empty_response(204);
}

}  // namespace

std::vector<http::Route> access_routes(const AccountRoutesParts& parts) {
  using http::Method;
  http::Operations<AccountRoutesParts> operations{parts};
  operations.add(Method::Get, "/api/v1/sessions", "listSessions", kOwnAccount, list_sessions);
  operations.add(Method::Delete, "/api/v1/sessions/{session}", "endSession", kOwnAccount,
                 end_session_named);
  operations.add(Method::Get, "/api/v1/tokens", "listTokens", kOwnAccount, list_tokens);
  operations.add(Method::Post, "/api/v1/tokens", "makeToken", kOwnAccount, make_token);
  operations.add(Method::Delete, "/api/v1/tokens/{token}", "revokeToken", kOwnAccount,
                 revoke_token);
  return std::move(operations).take();
}

}  // namespace appliance
