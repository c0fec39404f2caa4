#include "appliance/hosts/host_table.h"

#include <algorithm>
#include <set>

#include "appliance/hosts/host_rules.h"

namespace appliance {
namespace {

using http::FieldError;

constexpr std::array<std::string_view, kHostServices.size()> kServiceNames{"web", "rtsp", "onvif",
                                                                           "snmp", "ssh"};

std::string row_field(std::size_t row, const char* member) {
  return "/rows/" + std::to_string(row) + "/" + member;
}

void check_groups(const HostTable& table, std::vector<FieldError>& errors) {
  if (table.groups.size() > kHostGroupsMax) {
    errors.push_back({"/groups", "too_many", "There are at most 64 groups."});
  }
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < table.groups.size(); ++i) {
    const HostGroup& group = table.groups[i];
    const std::string field = "/groups/" + std::to_string(i);
    if (!names.insert(group.name).second) {
      errors.push_back({field + "/name", "taken", "Another group has this name."});
    }
    if (group.members.empty()) {
      errors.push_back({field + "/members", "missing", "A group has at least one address."});
    }
    if (group.members.size() > kGroupMembersMax) {
      errors.push_back({field + "/members", "too_many", "A group has at most 128 addresses."});
    }
  }
}

void check_rows(const HostTable& table, std::vector<FieldError>& errors) {
  if (table.rows.size() > kHostRowsMax) {
    errors.push_back({"/rows", "too_many", "There are at most 512 rows."});
  }
  std::set<base::Id> ids;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const HostRow& row = table.rows[i];
    if (!ids.insert(row.id).second) {
      errors.push_back({row_field(i, "id"), "taken", "Another row has this id."});
    }
    const auto* name = std::get_if<GroupName>(&row.subject);
    if (name != nullptr && table.group(name->name) == nullptr) {
      errors.push_back({row_field(i, "group"), "unknown_group", "There is no such group."});
    }
  }
}

}  // namespace

std::string_view to_string(HostService service) {
  return kServiceNames[static_cast<std::size_t>(service)];
}

std::optional<HostService> parse_host_service(std::string_view text) {
  const auto found = std::ranges::find(kServiceNames, text);
  if (found == kServiceNames.end()) return std::nullopt;
  return kHostServices[static_cast<std::size_t>(found - kServiceNames.begin())];
}

const HostGroup* HostTable::group(std::string_view name) const {
  const auto found = std::ranges::find(groups, name, &HostGroup::name);
  return found == groups.end() ? nullptr : &*found;
}

std::vector<FieldError> check_host_table(const HostTable& table) {
  std::vector<FieldError> errors;
  check_groups(table, errors);
  check_rows(table, errors);
  return errors;
}

std::vector<FieldError> check_somebody_stays(const HostTable& table, base::WallTime now) {
  if (!HostRules::compile(table, now).admits_somebody(HostService::Web)) {
    return {{"/rows", "nobody_admitted", "Nobody could reach the device any more."}};
  }
  HostTable at_worst = table;
  for (HostRow& row : at_worst.rows) {
    if (!row.expires || *row.expires <= now) continue;
    row.expires.reset();
    if (row.verdict == Verdict::Allow) row.expires = now;
  }
  if (!HostRules::compile(at_worst, now).admits_somebody(HostService::Web)) {
    return {{"/rows", "nobody_admitted_later",
             "Without the rows that expire, nobody could reach the device."}};
  }
  return {};
}

std::vector<FieldError> host_table_warnings(const HostTable& table) {
  std::vector<FieldError> warnings;
  if (!table.enabled) return warnings;
  for (const Family family : kFamilies) {
    if (!is_closed_family(table, family, HostService::Web)) continue;
    const bool v4 = family == Family::V4;
    warnings.push_back({"/rows", v4 ? "ipv4_closed" : "ipv6_closed",
                        v4 ? "There are rows for IPv6 alone, so no IPv4 address may come in."
                           : "There are rows for IPv4 alone, so no IPv6 address may come in."});
  }
  return warnings;
}

}  // namespace appliance
