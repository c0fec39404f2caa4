#include "appliance/hosts/host_table_format.h"

#include <utility>

#include "appliance/hosts/json_members.h"

namespace appliance {
namespace {

using base::Json;

Verdict read_verdict(JsonMembers& members, std::string_view name) {
  constexpr std::size_t kVerdictBytesMax = 16;
  const bool given = members.find(name) != nullptr;
  const std::string* text = members.text(name, kVerdictBytesMax);
  if (text != nullptr && *text == "allow") return Verdict::Allow;
  if (text != nullptr && *text == "deny") return Verdict::Deny;
  if (!given) members.wrong(name, "missing", "It is needed.");
  if (text != nullptr) members.wrong(name, "malformed", "It is allow or deny.");
  return Verdict::Deny;
}

class TableReader {
 public:
  TableReader(base::IdSource& ids, ReadHostTable& out) : ids_{ids}, out_{out} {}

  void read(const Json& json) {
    JsonMembers members{json, "", out_.errors};
    out_.table.enabled = members.flag("enabled", false);
    out_.table.otherwise = read_verdict(members, "otherwise");
    const auto& rows = members.list("rows", kHostRowsMax);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      read_row(rows[i], "/rows/" + std::to_string(i));
    }
    const auto& groups = members.list("groups", kHostGroupsMax);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      read_group(groups[i], "/groups/" + std::to_string(i));
    }
    members.finish();
  }

 private:
  AddressRange read_range(const std::string& text, const std::string& field) {
    const auto parsed = parse_subject(text);
    if (!parsed) {
      out_.errors.push_back({field, "malformed", parsed.error().message});
      return {};
    }
    if (parsed->host_bits_set) {
      out_.warnings.push_back(
          {field, "host_bits_set", "It is the network " + range_text(parsed->range) + "."});
    }
    if (parsed->zone_ignored) {
      out_.warnings.push_back(
          {field, "zone_ignored", "The interface is left out of account: it counts on all."});
    }
    return parsed->range;
  }

  void read_subject(JsonMembers& members, HostRow& row) {
    const bool by_address = members.find("address") != nullptr;
    const bool by_group = members.find("group") != nullptr;
    if (by_address == by_group) {
      members.wrong("address", by_group ? "ambiguous" : "missing",
                    "A row is about an address or about a group.");
      return;
    }
    if (by_address) {
      const auto* text = members.text("address", kSubjectBytesMax);
      if (text != nullptr) row.subject = read_range(*text, members.field("address"));
      return;
    }
    const auto* name = members.text("group", kGroupNameBytesMax);
    row.subject = GroupName{name == nullptr ? std::string{} : *name};
  }

  void read_services(JsonMembers& members, HostRow& row) {
    for (const Json& each : members.list("services", kHostServices.size())) {
      const auto* text = each.as_string();
      const auto service = text == nullptr ? std::nullopt : parse_host_service(*text);
      if (!service) {
        members.wrong("services", "unknown_service", "It is web, rtsp, onvif, snmp or ssh.");
      } else if (row.services.named(*service)) {
        members.wrong("services", "taken", "A service is named twice.");
      } else {
        row.services.add(*service);
      }
    }
  }

  base::Id read_id(JsonMembers& members) {
    const auto* text = members.text("id", 64);
    if (text == nullptr) return ids_.next();
    if (const auto id = base::parse_id(*text)) return *id;
    members.wrong("id", "malformed", "It is no id.");
    return ids_.next();
  }

  void read_row(const Json& json, const std::string& path) {
    JsonMembers members{json, path, out_.errors};
    HostRow row;
    row.id = read_id(members);
    row.verdict = read_verdict(members, "action");
    read_subject(members, row);
    read_services(members, row);
    if (const auto* label = members.text("label", kRowLabelBytesMax)) row.label = *label;
    if (const auto* comment = members.text("comment", kRowCommentBytesMax)) row.comment = *comment;
    row.enabled = members.flag("enabled", true);
    if (const auto* text = members.text("expires", 64)) {
      const auto time = base::parse_rfc3339(*text);
      if (time) {
        row.expires = *time;
      } else {
        members.wrong("expires", "malformed", "It is a time like 2026-11-20T21:14:08Z.");
      }
    }
    members.finish();
    out_.table.rows.push_back(std::move(row));
  }

  void read_group(const Json& json, const std::string& path) {
    JsonMembers members{json, path, out_.errors};
    HostGroup group;
    const auto* name = members.text("name", kGroupNameBytesMax);
    if (name != nullptr) group.name = *name;
    const bool given = members.find("name") != nullptr;
    if (!given || (name != nullptr && name->empty())) {
      members.wrong("name", "missing", "It is needed.");
    } else if (group.name.starts_with(' ') || group.name.ends_with(' ')) {
      members.wrong("name", "malformed", "It neither begins nor ends with a space.");
    }
    const auto& list = members.list("members", kGroupMembersMax);
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string field = members.field("members/" + std::to_string(i));
      if (const auto* text = list[i].as_string()) {
        group.members.push_back(read_range(*text, field));
      } else {
        out_.errors.push_back({field, "wrong_type", "It is text."});
      }
    }
    members.finish();
    out_.table.groups.push_back(std::move(group));
  }

  base::IdSource& ids_;
  ReadHostTable& out_;
};

Json verdict_json(Verdict verdict) {
  return verdict == Verdict::Allow ? "allow" : "deny";
}

Json row_json(const HostRow& row) {
  Json json;
  json["id"] = base::to_string(row.id);
  json["action"] = verdict_json(row.verdict);
  if (const auto* range = std::get_if<AddressRange>(&row.subject)) {
    json["address"] = range_text(*range);
  } else {
    json["group"] = std::get<GroupName>(row.subject).name;
  }
  Json::Array services;
  for (const HostService service : kHostServices) {
    if (row.services.named(service)) services.emplace_back(to_string(service));
  }
  json["services"] = std::move(services);
  json["label"] = row.label;
  json["comment"] = row.comment;
  json["enabled"] = row.enabled;
  if (row.expires) json["expires"] = base::format_rfc3339(*row.expires);
  return json;
}

}  // namespace

ReadHostTable read_host_table(const Json& json, base::IdSource& ids) {
  ReadHostTable read;
  TableReader{ids, read}.read(json);
  if (read.errors.empty()) read.errors = check_host_table(read.table);
  if (!read.errors.empty()) return read;
  for (auto& warning : host_table_warnings(read.table)) {
    read.warnings.push_back(std::move(warning));
  }
  return read;
}

Json host_table_json(const HostTable& table) {
  Json json;
  json["enabled"] = table.enabled;
  json["otherwise"] = verdict_json(table.otherwise);
  Json::Array rows;
  for (const HostRow& row : table.rows) rows.push_back(row_json(row));
  json["rows"] = std::move(rows);
  Json::Array groups;
  for (const HostGroup& group : table.groups) {
    Json each;
    each["name"] = group.name;
    Json::Array members;
    for (const AddressRange& range : group.members) members.emplace_back(range_text(range));
    each["members"] = std::move(members);
    groups.push_back(std::move(each));
  }
  json["groups"] = std::move(groups);
  return json;
}

}  // namespace appliance
