// Copies of a whole database: made while it is open, verified before they count, and put back.
#pragma once

#include <string>

#include "base/file_system.h"
#include "base/result.h"
#include "storage/table/connection.h"

namespace storage {

// Whose database a file is, and how far it was migrated. Both 0 in an empty one.
struct Identity {
  std::int64_t application_id;
  std::int64_t version;

  bool operator==(const Identity&) const = default;
};

base::Result<Identity> identity_of(Connection& connection);

// Writes what is committed in `source` to `target`, one file that needs no other. It is checked in
// full, synced and only then renamed to its name; a former `target` stays until that moment. Not
// inside a transaction.
base::Result<void> back_up(Connection& source, base::FileSystem& files, const std::string& target);

// Puts `backup` in the place of the database `path`, which no program has open, after checking that
// it is whole and belongs to `application_id`. The backup stays; what `path` was is kept as
// `<path>.damaged`.
base::Result<void> restore_backup(const std::string& backup, const std::string& path,
                                  std::int32_t application_id);

}  // namespace storage
