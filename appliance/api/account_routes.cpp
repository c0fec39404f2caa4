#include "appliance/api/account_routes.h"

#include <utility>

#include "appliance/access/access_control.h"
#include "appliance/access/permissions.h"
#include "appliance/api/account_json.h"
#include "base/event/catalogue.h"
#include "web/http/fields.h"
#include "web/http/parameters.h"
#include "web/http/problem.h"

namespace appliance {
namespace {

using base::Json;
using http::Request;
using http::Response;

constexpr http::TextBounds kPasswordBounds{1, 512};

http::OrRefusal<AccountRecord> account_in_path(const AccountRoutesParts& parts,
                                               const Request& request) {
  VALUE_OR_REFUSE(const base::Id id, http::id_in_path(request, "account"));
  auto record = parts.access.accounts().record(id);
  if (!record) return http::no_such("account");
  return *std::move(record);
}

Json shown(const AccountRoutesParts& parts, const AccountRecord& record) {
  return account_json(record, parts.access.factors().facts(record.account.id), parts.clock.wall());
}

Response answer_account(const AccountRoutesParts& parts, const base::Id& id, int status) {
  const auto record = parts.access.accounts().record(id);
  return record ? http::json_response(status, shown(parts, *record)) : http::no_such("account");
}

Response account_problem(const base::Error& error) {
  switch (error.kind) {
    case base::ErrorKind::Exists:
      return http::problem(422, "invalid_fields", "Something in the body is not accepted.",
                           {{"/name", "taken", "Somebody has this name."}});
    case base::ErrorKind::Denied:
      return http::problem(409, "last_administrator",
                           "One administrator stays, switched on and without an end.");
    case base::ErrorKind::Unavailable:
      return http::problem(409, "too_many_accounts", "There are as many accounts as there may be.");
    case base::ErrorKind::NotFound:
      return http::no_such("account");
    default:
      return http::problem_from(error);
  }
}

void tell(const AccountRoutesParts& parts, const Request& request, base::EventKind kind,
          const std::string& subject, base::Fields fields = {}) {
  fields["by"] = signed_in(request).account.name;
  fields["address"] = request.peer.text();
  parts.log.tell({kind, subject, std::move(fields)});
}

// What changed, as the API shows it; there is no secret in that.
base::Fields difference(const Json& before, const Json& after) {
  base::Fields fields;
  for (const auto& [name, value] : *after.as_object()) {
    const Json* old = before.find(name);
    if (old != nullptr && *old == value) continue;
    fields["before_" + name] = old != nullptr ? *old : Json{};
    fields["after_" + name] = value;
  }
  return fields;
}

Response list_accounts(const AccountRoutesParts& parts, const Request&) {
  Json::Array list;
  for (const AccountRecord& record : parts.access.accounts().list())
    list.push_back(shown(parts, record));
  Json json;
  json["accounts"] = std::move(list);
  return http::json_response(200, json);
}

Response get_account(const AccountRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const AccountRecord record, account_in_path(parts, request));
  return http::json_response(200, shown(parts, record));
}

// The password of somebody else: good for their first sign-in, and then to be changed.
crypto::Secret read_first_password(const AccountRoutesParts& parts, http::Fields& fields,
                                   const std::string& name) {
  crypto::Secret password = fields.secret("password", kPasswordBounds);
  if (password.empty()) return password;
  if (const auto fault = parts.access.accounts().fault_of(name, password)) {
    fields.add("password", fault->code, fault->detail);
  }
  return password;
}

Response create_account(const AccountRoutesParts& parts, const Request& request) {
  http::Fields fields{request};
  const AccountChange wanted = read_account_change(fields, {}, parts.clock.wall());
  if (!wanted.name) fields.add_if_absent("name");
  if (!wanted.role) fields.add_if_absent("role");
  const auto password = read_first_password(parts, fields, wanted.name.value_or(""));
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  Account account;
  wanted.apply_to(account);
  account.must_change_password = true;
  const auto made = parts.access.accounts().create(std::move(account), password);
  if (!made) return account_problem(made.error());
  const bool administrator = made->role == Role::Administrator;
  tell(parts, request,
       administrator ? base::events::kAdministratorMade : base::events::kAccountCreated, made->name,
       {{"role", to_string(made->role)}});
  return answer_account(parts, made->id, 201);
}

Response change_account(const AccountRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const AccountRecord before, account_in_path(parts, request));
  http::Fields fields{request};
  const AccountChange wanted = read_account_change(fields, before.account, parts.clock.wall());
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const auto changed = parts.access.accounts().change(
      before.account.id, [&](Account& account) { wanted.apply_to(account); });
  if (!changed) return account_problem(changed.error());
  if (!is_valid(*changed, parts.clock.wall())) parts.access.sessions().end_all_of(changed->id);
  const auto after = parts.access.accounts().record(changed->id);
  if (!after) return http::no_such("account");
  const bool promoted =
      changed->role == Role::Administrator && before.account.role != Role::Administrator;
  tell(parts, request, promoted ? base::events::kAdministratorMade : base::events::kAccountChanged,
       changed->name, difference(shown(parts, before), shown(parts, *after)));
  return http::json_response(200, shown(parts, *after));
}

Response delete_account(const AccountRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const AccountRecord record, account_in_path(parts, request));
  const base::Id& id = record.account.id;
  const auto removed = parts.access.accounts().remove(id);
  if (!removed) return account_problem(removed.error());
  parts.access.sessions().end_all_of(id);
  parts.access.tokens().revoke_all_of(id);
  (void)parts.access.factors().remove(id);  // nobody has the id any more
  tell(parts, request, base::events::kAccountRemoved, removed->name);
  return http::empty_response(204);
}

Response reset_password(const AccountRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const AccountRecord record, account_in_path(parts, request));
  http::Fields fields{request};
  const auto password = read_first_password(parts, fields, record.account.name);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  const base::Id& id = record.account.id;
  const auto set = parts.access.accounts().set_password(id, password, true);
  if (!set) return account_problem(set.error());
  parts.access.tell_password(record.account, password);
  parts.access.sessions().end_all_of(id);
  tell(parts, request, base::events::kPasswordChanged, record.account.name);
  return http::empty_response(204);
}

Response remove_factor(const AccountRoutesParts& parts, const Request& request) {
  VALUE_OR_REFUSE(const AccountRecord record, account_in_path(parts, request));
  const base::Id& id = record.account.id;
  if (!parts.access.factors().has(id)) return http::no_such("second factor");
  if (const auto gone = parts.access.factors().remove(id); !gone)
    return http::problem_from(gone.error());
  parts.access.sessions().end_all_of(id);
  tell(parts, request, base::events::kSecondFactorRemoved, record.account.name);
  return http::empty_response(204);
}

Response get_policy(const AccountRoutesParts& parts, const Request&) {
  return http::json_response(200, policy_json(parts.access.accounts().policy()));
}

Response set_policy(const AccountRoutesParts& parts, const Request& request) {
  http::Fields fields{request};
  const PasswordPolicy before = parts.access.accounts().policy();
  const auto number = [&](std::string_view name, std::uint32_t min, std::uint32_t max,
                          std::uint32_t now) {
    return static_cast<std::uint32_t>(fields.optional_number(name, min, max).value_or(now));
  };
  PasswordPolicy wanted;
  wanted.characters_min = number("characters_min", kPasswordCharactersFloor, kPasswordCharactersMax,
                                 before.characters_min);
  wanted.classes_min = number("classes_min", 0, kPasswordClassesMax, before.classes_min);
  wanted.blocklist = fields.optional_bool("blocklist").value_or(before.blocklist);
  wanted.days_max = number("days_max", 0, kPasswordDaysMax, before.days_max);
  if (auto refusal = fields.refusal()) return *std::move(refusal);
  if (const auto set = parts.access.accounts().set_policy(wanted); !set) {
    return http::problem_from(set.error());
  }
  tell(parts, request, base::events::kPasswordPolicyChanged, "passwords",
       difference(policy_json(before), policy_json(wanted)));
  return http::json_response(200, policy_json(wanted));
}

}  // namespace

std::vector<http::Route> account_routes(const AccountRoutesParts& parts) {
  using http::Method;
  constexpr const char* kAll = "/api/v1/accounts";
  constexpr const char* kOne = "/api/v1/accounts/{account}";
  http::Operations<AccountRoutesParts> operations{parts};
  operations.add(Method::Get, kAll, "listAccounts", kReviewAccess, list_accounts);
  operations.add(Method::Post, kAll, "createAccount", kManageAccounts, create_account);
  operations.add(Method::Get, kOne, "getAccount", kReviewAccess, get_account);
  operations.add(Method::Patch, kOne, "changeAccount", kManageAccounts, change_account);
  operations.add(Method::Delete, kOne, "deleteAccount", kManageAccounts, delete_account);
  operations.add(Method::Post, "/api/v1/accounts/{account}/password", "resetPassword",
                 kManageAccounts, reset_password);
  operations.add(Method::Delete, "/api/v1/accounts/{account}/second-factor", "removeSecondFactorOf",
                 kManageAccounts, remove_factor);
  operations.add(Method::Get, "/api/v1/password-policy", "getPasswordPolicy", kAnySession,
                 get_policy);
  operations.add(Method::Put, "/api/v1/password-policy", "setPasswordPolicy", kManageAccounts,
                 set_policy);
  return std::move(operations).take();
}

}  // namespace appliance
