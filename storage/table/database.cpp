#include "storage/table/database.h"

#include <sys/stat.h>

#include <cassert>
#include <cerrno>

#include "base/file_system.h"
#include "base/real_file_system.h"
#include "base/system_error.h"
#include "storage/table/backup.h"

namespace storage {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;

// SQLite gives the files beside the database the database's mode.
Result<void> prepare_file(base::FileSystem& files, const std::string& path, bool may_create) {
  const auto there = files.stat(path);
  if (!there && (there.error().kind != ErrorKind::NotFound || !may_create)) return there.error();
  if (!there) {
    RETURN_IF_ERROR(files.create(path, base::Access::Private));
    return files.sync_directory(base::parent_directory(path));
  }
  if (there->type != base::FileType::Regular) {
    return Error{ErrorKind::Denied, path + " is not a plain file"};
  }
  if (::chmod(path.c_str(), 0600) < 0) return base::system_error(errno, "set mode of " + path);
  return {};
}

// Before anything is written: a file that is not ours stays as it is.
Result<Identity> recognise(Connection& connection, const DatabaseOptions& options) {
  ASSIGN_OR_RETURN(const Identity identity, identity_of(connection));
  ASSIGN_OR_RETURN(const auto objects, connection.number("SELECT count(*) FROM sqlite_schema"));
  const bool empty = identity == Identity{} && objects == 0;
  if (empty && !options.may_create) {
    return Error{ErrorKind::NotFound, connection.path() + " is empty"};
  }
  if (!empty && identity.application_id != options.application_id) {
    return Error{ErrorKind::InvalidInput, connection.path() + " belongs to another program"};
  }
  const std::int64_t last = options.migrations.back().version;
  if (identity.version > last) {
    return Error{ErrorKind::InvalidInput,
                 connection.path() + " is of version " + std::to_string(identity.version) +
                     ", and this program knows versions up to " + std::to_string(last) +
                     ": it was written by a newer one"};
  }
  if (!empty && identity.version < 1) {
    return Error{ErrorKind::Corrupt, connection.path() + " has no version"};
  }
  return identity;
}

// Checked, because SQLite answers with the old mode where it cannot change it.
Result<void> use_write_ahead_log(Connection& connection) {
  std::string mode;
  RETURN_IF_ERROR(connection.run("PRAGMA journal_mode=WAL", {}, 1,
                                 [&](const Row& row) { return row.read(0, mode); }));
  if (mode == "wal") return {};
  return Error{ErrorKind::Io, connection.path() + " cannot have a write-ahead log"};
}

}  // namespace

Result<Database> Database::open(const std::string& path, DatabaseOptions options) {
  assert(options.application_id != 0 && !options.migrations.empty());
  base::RealFileSystem files;
  RETURN_IF_ERROR(prepare_file(files, path, options.may_create));
  ASSIGN_OR_RETURN(Connection connection, Connection::open(path, options.limits));
  RETURN_IF_ERROR(connection.script("PRAGMA locking_mode=EXCLUSIVE;"));
  ASSIGN_OR_RETURN(const Identity identity, recognise(connection, options));
  RETURN_IF_ERROR(use_write_ahead_log(connection));
  if (options.check_on_open) RETURN_IF_ERROR(connection.check(Check::Quick));
  if (identity.version < options.migrations.back().version) {
    RETURN_IF_ERROR(
        migrate(connection, files, identity.version, options.migrations, options.application_id));
  }
  return Database{std::move(connection), options.rows_max};
}

Result<void> Database::backup_to(const std::string& path) {
  base::RealFileSystem files;
  return back_up(connection_, files, path);
}

Error Database::too_many_rows(std::size_t rows_max) {
  return {ErrorKind::InvalidInput, "a query gave more than " + std::to_string(rows_max) + " rows"};
}

Result<void> Database::begin() {
  assert(!connection_.in_transaction());
  RETURN_IF_ERROR(connection_.run("BEGIN IMMEDIATE", {}, 0, nullptr));
  return {};
}

Result<void> Database::commit() {
  if (!connection_.in_transaction()) {
    // SQLite has rolled back on an error that `function` did not pass on.
    return Error{ErrorKind::Io, connection_.path() + " gave up the transaction"};
  }
  RETURN_IF_ERROR(connection_.run("COMMIT", {}, 0, nullptr));
  return {};
}

Database::RollBack::~RollBack() {
  if (!connection_.in_transaction()) return;
  // A failed rollback leaves the transaction open, and the next begin() says so by its assertion.
  [[maybe_unused]] const auto ignored = connection_.script("ROLLBACK;");
}

}  // namespace storage
