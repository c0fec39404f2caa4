// The host table on disk, replaced as a whole, with a number that counts its changes.
//
// What a call reported as done survives power loss. One thread at a time.
// Specification: docs/design/host-access.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "appliance/hosts/host_table.h"
#include "base/result.h"
#include "storage/table/database.h"

namespace appliance {

class HostStore {
 public:
  struct Kept {
    HostTable table{};
    std::int64_t revision = 0;
  };

  // Made, with a table that is off, when it is missing. Corrupt: it is not what was written.
  static base::Result<HostStore> open(const std::string& path);

  base::Result<Kept> load();

  // Exists: the table was replaced since `made_from`. Without one it is replaced all the same.
  // Gives the new revision.
  base::Result<std::int64_t> replace(const HostTable& table, std::optional<std::int64_t> made_from);

  // Until when rows have been looked at for their expiry; nothing before the first time.
  base::Result<std::optional<base::WallTime>> last_look();
  base::Result<void> note_look(base::WallTime time);

 private:
  explicit HostStore(storage::Database database) : database_{std::move(database)} {}

  storage::Database database_;
};

}  // namespace appliance
