#include "appliance/api/account_json.h"

#include <algorithm>
#include <utility>

#include "appliance/access/permissions.h"
#include "appliance/accounts/account_columns.h"

namespace appliance {
namespace {

using base::Json;

constexpr http::TextBounds kNameBounds{1, 256};  // in bytes; the rules count characters
constexpr http::TextBounds kWordBounds{1, 64};
constexpr std::size_t kCamerasMax = 4096;

template <typename Words>
Json words_json(const Words& words) {
  Json::Array list;
  for (const auto& word : words) list.emplace_back(std::string_view{word});
  return Json{std::move(list)};
}

Json time_or_null(const std::optional<base::WallTime>& time) {
  return time ? Json{base::format_rfc3339(*time)} : Json{};
}

std::optional<Role> read_role(http::Fields& fields) {
  const auto text = fields.optional_text("role", kWordBounds);
  if (!text) return std::nullopt;
  const auto role = parse_role(*text);
  if (!role) fields.add("role", "unknown", "There is no such role.");
  return role;
}

std::optional<std::set<std::string, std::less<>>> read_permissions(http::Fields& fields) {
  const Json* member = fields.optional_member("permissions");
  if (member == nullptr) return std::nullopt;
  std::set<std::string, std::less<>> words;
  const auto* list = member->as_array();
  const bool good = list != nullptr && std::ranges::all_of(*list, [&](const Json& each) {
                      if (each.as_string() == nullptr || !is_grantable(*each.as_string()))
                        return false;
                      words.insert(*each.as_string());
                      return true;
                    });
  if (!good) fields.add("permissions", "unknown", "It is a list of permissions that can be given.");
  return words;
}

// Null stands for every camera.
std::optional<std::optional<CameraRights>> read_cameras(http::Fields& fields) {
  const Json* member = fields.optional_member("cameras");
  if (member == nullptr) return std::nullopt;
  if (member->is_null()) return std::optional<CameraRights>{};
  auto rights = parse_camera_rights(*member);
  if (!rights || rights->size() > kCamerasMax) {
    fields.add("cameras", "malformed", "It is a list of cameras, each once, with their rights.");
    return std::optional{CameraRights{}};
  }
  return rights;
}

// Null stands for no end.
std::optional<std::optional<base::WallTime>> read_expires(http::Fields& fields,
                                                          base::WallTime now) {
  const Json* member = fields.optional_member("expires");
  if (member == nullptr) return std::nullopt;
  if (member->is_null()) return std::optional<base::WallTime>{};
  const auto time = base::parse_rfc3339(member->as_string() != nullptr ? *member->as_string() : "");
  if (!time) {
    fields.add("expires", "malformed", "It is a time like 2026-11-20T21:14:08Z.");
    return std::optional<base::WallTime>{};
  }
  if (*time <= now) fields.add("expires", "past", "It is in the past.");
  return std::optional{*time};
}

}  // namespace

Json account_json(const AccountRecord& record, const std::optional<SecondFactors::Facts>& factor,
                  base::WallTime now) {
  const Account& account = record.account;
  Json json;
  json["account"] = base::to_string(account.id);
  json["name"] = account.name;
  json["role"] = to_string(account.role);
  json["permissions"] = words_json(permissions_of(account));
  json["cameras"] = account.cameras ? camera_rights_json(*account.cameras) : Json{};
  json["enabled"] = account.enabled;
  json["expires"] = time_or_null(account.expires);
  json["must_change_password"] = account.must_change_password;
  json["created"] = base::format_rfc3339(record.created);
  json["password_set"] = base::format_rfc3339(record.password_set);
  json["seen"] = time_or_null(record.seen);
  json["seen_from"] = record.seen_from;
  json["stale"] = now - record.seen.value_or(record.created) > kStaleAfter;
  json["second_factor"] = factor.has_value();
  if (factor) json["recovery_codes_left"] = static_cast<std::int64_t>(factor->recovery_codes_left);
  return json;
}

Json identity_json(const Account& account) {
  Json json;
  json["account"]["id"] = base::to_string(account.id);
  json["account"]["name"] = account.name;
  json["account"]["role"] = to_string(account.role);
  json["account"]["permissions"] = words_json(permissions_of(account));
  json["account"]["must_change_password"] = account.must_change_password;
  return json;
}

Json policy_json(const PasswordPolicy& policy) {
  Json json;
  json["characters_min"] = policy.characters_min;
  json["characters_max"] = kPasswordCharactersMax;
  json["classes_min"] = policy.classes_min;
  json["blocklist"] = policy.blocklist;
  json["days_max"] = policy.days_max;
  return json;
}

void AccountChange::apply_to(Account& account) const {
  if (name) account.name = *name;
  if (role) account.role = *role;
  if (permissions) account.permissions = *permissions;
  if (cameras) account.cameras = *cameras;
  if (enabled) account.enabled = *enabled;
  if (expires) account.expires = *expires;
  if (account.role != Role::Custom) account.permissions.clear();
}

AccountChange read_account_change(http::Fields& fields, const Account& before, base::WallTime now) {
  AccountChange change;
  change.name = fields.optional_text("name", kNameBounds);
  if (change.name) {
    if (const auto fault = fault_of_name(*change.name)) {
      fields.add("name", fault->code, fault->detail);
    }
  }
  change.role = read_role(fields);
  change.permissions = read_permissions(fields);
  change.cameras = read_cameras(fields);
  change.enabled = fields.optional_bool("enabled");
  change.expires = read_expires(fields, now);

  Account after = before;
  change.apply_to(after);
  if (after.role == Role::Custom && after.permissions.empty()) {
    fields.add("permissions", "missing", "A custom role has at least one permission.");
  }
  if (change.permissions && after.role != Role::Custom) {
    fields.add("permissions", "not_custom", "Only a custom role has permissions of its own.");
  }
  if (after.role == Role::Administrator && after.cameras) {
    fields.add("cameras", "not_for_administrators", "An administrator has every camera.");
  }
  return change;
}

}  // namespace appliance
