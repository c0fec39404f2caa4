#include "appliance/accounts/account_columns.h"

#include <algorithm>
#include <utility>

#include "base/json/json.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;

struct RawRow {
  base::Bytes id;
  std::string name;
  std::string role;
  std::string password;
  std::string permissions;
  std::optional<std::string> cameras;
  bool enabled;
  std::optional<std::int64_t> expires_s;
  bool must_change;
  std::int64_t created_s;
  std::int64_t password_s;
  std::optional<std::int64_t> seen_s;
  std::string seen_from;
};

std::optional<base::WallTime> optional_time(const std::optional<std::int64_t>& seconds) {
  if (!seconds) return std::nullopt;
  return base::wall_time_of(*seconds);
}

std::optional<std::int64_t> optional_seconds(const std::optional<base::WallTime>& time) {
  if (!time) return std::nullopt;
  return base::seconds_of(*time);
}

base::Result<AccountRow> row_of(RawRow raw) {
  const Error corrupt{ErrorKind::Corrupt, "a row of accounts that is none"};
  AccountRow row;
  Account& account = row.record.account;
  const auto role = parse_role(raw.role);
  if (raw.id.size() != account.id.bytes.size() || !role) return corrupt;
  std::ranges::copy(raw.id, account.id.bytes.begin());
  account.name = std::move(raw.name);
  account.role = *role;
  account.permissions = split_words(raw.permissions);
  if (raw.cameras) {
    const auto json = base::parse_json(*raw.cameras);
    account.cameras = json ? parse_camera_rights(*json) : std::nullopt;
    // Never read as "every camera".
    if (!account.cameras) return corrupt;
  }
  account.enabled = raw.enabled;
  account.expires = optional_time(raw.expires_s);
  account.must_change_password = raw.must_change;
  row.record.created = base::wall_time_of(raw.created_s);
  row.record.password_set = base::wall_time_of(raw.password_s);
  row.record.seen = optional_time(raw.seen_s);
  row.record.seen_from = std::move(raw.seen_from);
  row.password = std::move(raw.password);
  return row;
}

}  // namespace

std::string joined_words(const std::set<std::string, std::less<>>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::set<std::string, std::less<>> split_words(std::string_view text) {
  std::set<std::string, std::less<>> words;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    if (space > 0) words.emplace(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return words;
}

base::Result<std::vector<AccountRow>> read_account_rows(storage::Database& database) {
  using Text = std::string;
  using OptionalTime = std::optional<std::int64_t>;
  ASSIGN_OR_RETURN(
      auto raw,
      (database.query_as<RawRow, base::Bytes, Text, Text, Text, Text, std::optional<Text>, bool,
                         OptionalTime, bool, std::int64_t, std::int64_t, OptionalTime, Text>(
          "SELECT id, name, role, password, permissions, cameras, enabled, expires_s, "
          "must_change, created_s, password_s, seen_s, seen_from FROM accounts")));
  std::vector<AccountRow> rows;
  for (RawRow& each : raw) {
    ASSIGN_OR_RETURN(rows.emplace_back(), row_of(std::move(each)));
  }
  return rows;
}

base::Result<void> write_account_row(storage::Database& database, const std::string& folded,
                                     const AccountRow& row) {
  const Account& account = row.record.account;
  std::optional<std::string> cameras;
  if (account.cameras) cameras = camera_rights_json(*account.cameras).dump();
  RETURN_IF_ERROR(database.execute(
      "INSERT INTO accounts (id, folded, name, role, password, permissions, cameras, enabled, "
      "expires_s, must_change, created_s, password_s, seen_s, seen_from) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (id) DO UPDATE SET folded = excluded.folded, name = excluded.name, "
      "role = excluded.role, password = excluded.password, permissions = excluded.permissions, "
      "cameras = excluded.cameras, enabled = excluded.enabled, expires_s = excluded.expires_s, "
      "must_change = excluded.must_change, password_s = excluded.password_s, "
      "seen_s = excluded.seen_s, seen_from = excluded.seen_from",
      base::ByteView{account.id.bytes}, folded, account.name, to_string(account.role), row.password,
      joined_words(account.permissions), cameras, account.enabled,
      optional_seconds(account.expires), account.must_change_password,
      base::seconds_of(row.record.created), base::seconds_of(row.record.password_set),
      optional_seconds(row.record.seen), row.record.seen_from));
  return {};
}

Json camera_rights_json(const CameraRights& rights) {
  Json::Array list;
  for (const auto& [camera, some] : rights) {
    Json one;
    one["camera"] = base::to_string(camera);
    Json::Array names;
    for (const CameraRight right : some) names.emplace_back(to_string(right));
    one["rights"] = std::move(names);
    list.push_back(std::move(one));
  }
  return Json{std::move(list)};
}

std::optional<CameraRights> parse_camera_rights(const Json& json) {
  const auto* list = json.as_array();
  if (list == nullptr) return std::nullopt;
  CameraRights rights;
  for (const Json& one : *list) {
    const auto text = one.get_string("camera");
    const auto camera = base::parse_id(text ? *text : "");
    const Json* names = one.find("rights");
    if (!camera || names == nullptr || names->as_array() == nullptr ||
        one.as_object()->size() != 2) {
      return std::nullopt;
    }
    std::set<CameraRight> some;
    for (const Json& name : *names->as_array()) {
      const auto right = parse_camera_right(name.as_string() != nullptr ? *name.as_string() : "");
      if (!right) return std::nullopt;
      some.insert(*right);
    }
    if (!rights.emplace(*camera, std::move(some)).second) return std::nullopt;  // named twice
  }
  return rights;
}

}  // namespace appliance
