// A host table as JSON: in the API, and in the database.
//
// Reading remembers every mistake at its field ("/rows/3/address"), so that a form hears of all of
// them at once, and never repeats what it read. What check_host_table() asks is checked as well.
// Pure. Inverse of each other. Specification: docs/design/host-access.md.
#pragma once

#include <vector>

#include "appliance/hosts/host_table.h"
#include "base/json/json.h"

namespace appliance {

struct ReadHostTable {
  HostTable table{};
  std::vector<http::FieldError> errors{};  // not empty: the table is not to be used
  std::vector<http::FieldError> warnings{};
};

// Rows without an id get one from `ids`.
ReadHostTable read_host_table(const base::Json& json, base::IdSource& ids);

base::Json host_table_json(const HostTable& table);

}  // namespace appliance
