// The history of a schema: numbered steps, forwards only.
#pragma once

#include <cstdint>
#include <span>

#include "base/file_system.h"
#include "base/result.h"
#include "storage/table/connection.h"
#include "storage/table/value.h"

namespace storage {

// Leads from version - 1 to version. Once released, never changed.
struct Migration {
  std::int32_t version;
  Sql sql;  // one or several statements; none begins or ends a transaction
};

// Brings a database of `version` to the last of `migrations`, which are numbered 1, 2, 3 ...: all
// of it or nothing, whatever happens meanwhile. A database that is not empty is first copied to
// `<path>.before-v<last>`. Foreign keys are checked at the end instead of on the way.
base::Result<void> migrate(Connection& connection, base::FileSystem& files, std::int64_t version,
                           std::span<const Migration> migrations, std::int32_t application_id);

}  // namespace storage
