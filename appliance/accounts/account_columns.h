// The rows of accounts.db. Values in, values out; the database is the caller's.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "appliance/accounts/accounts.h"
#include "base/json/json.h"
#include "storage/table/database.h"

namespace appliance {

struct AccountRow {
  AccountRecord record;
  std::string password;  // as a PHC string
};

// Corrupt: a row that is none.
base::Result<std::vector<AccountRow>> read_account_rows(storage::Database& database);
base::Result<void> write_account_row(storage::Database& database, const std::string& folded,
                                     const AccountRow& row);

// A set of words in one column, separated by spaces.
std::string joined_words(const std::set<std::string, std::less<>>& words);
std::set<std::string, std::less<>> split_words(std::string_view text);

// What a column and the API hold alike: a list of cameras, each with its rights.
base::Json camera_rights_json(const CameraRights& rights);
// None: it is no such thing.
std::optional<CameraRights> parse_camera_rights(const base::Json& json);

}  // namespace appliance
