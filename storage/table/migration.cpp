#include "storage/table/migration.h"

#include <cassert>
#include <string>

#include "storage/table/backup.h"

namespace storage {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;

Result<void> check_foreign_keys(Connection& connection) {
  std::int64_t dangling = 0;
  RETURN_IF_ERROR(connection.run("SELECT count(*) FROM pragma_foreign_key_check", {}, 1,
                                 [&](const Row& row) { return row.read(0, dangling); }));
  if (dangling == 0) return {};
  return Error{ErrorKind::Corrupt,
               "leaves " + std::to_string(dangling) + " rows that refer to nothing"};
}

Result<void> run_steps(Connection& connection, std::int64_t version,
                       std::span<const Migration> migrations, std::int32_t application_id) {
  for (const Migration& migration : migrations) {
    if (migration.version <= version) continue;
    RETURN_IF_ERROR(connection.script(std::string{migration.sql.text()}));
    assert(connection.in_transaction());
  }
  RETURN_IF_ERROR(check_foreign_keys(connection));
  return connection.script("PRAGMA application_id=" + std::to_string(application_id) +
                           "; PRAGMA user_version=" + std::to_string(migrations.back().version) +
                           "; COMMIT;");
}

}  // namespace

Result<void> migrate(Connection& connection, base::FileSystem& files, std::int64_t version,
                     std::span<const Migration> migrations, std::int32_t application_id) {
  assert(!migrations.empty());
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    assert(static_cast<std::size_t>(migrations[i].version) == i + 1);
  }
  const std::string last = std::to_string(migrations.back().version);
  if (version > 0) {
    RETURN_IF_ERROR(back_up(connection, files, connection.path() + ".before-v" + last));
  }
  // Enforced on the way, they would delete what refers to a table that a step rebuilds.
  RETURN_IF_ERROR(connection.script("PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE;"));
  auto done = run_steps(connection, version, migrations, application_id);
  if (!done) {
    // The first error is the one that counts; closing the connection rolls back as well.
    if (connection.in_transaction()) {
      [[maybe_unused]] const auto ignored = connection.script("ROLLBACK;");
    }
    Error error = std::move(done).error();
    error.message = "migration to version " + last + ": " + error.message;
    return error;
  }
  return connection.script("PRAGMA foreign_keys=ON;");
}

}  // namespace storage
