#include "storage/table/backup.h"

#include <cassert>
#include <filesystem>

#include "base/real_file_system.h"

namespace storage {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;

Result<void> remove_if_there(base::FileSystem& files, const std::string& path) {
  auto removed = files.remove_file(path);
  if (!removed && removed.error().kind == ErrorKind::NotFound) return {};
  return removed;
}

Result<void> write_draft(Connection& source, base::FileSystem& files, const std::string& draft) {
  RETURN_IF_ERROR(files.create(draft, base::Access::Private));
  {
    ASSIGN_OR_RETURN(Connection copy, Connection::open(draft, {}));
    RETURN_IF_ERROR(source.copy_to(copy));
    // A copy of a database in WAL mode is in WAL mode, and would want files beside it.
    RETURN_IF_ERROR(copy.script("PRAGMA journal_mode=DELETE;"));
    RETURN_IF_ERROR(copy.check(Check::Full));
    ASSIGN_OR_RETURN(const Identity wanted, identity_of(source));
    ASSIGN_OR_RETURN(const Identity found, identity_of(copy));
    if (found != wanted) return Error{ErrorKind::Corrupt, draft + " is not what was copied"};
  }
  ASSIGN_OR_RETURN(const auto written, files.open_append(draft));
  return written->sync();
}

}  // namespace

Result<Identity> identity_of(Connection& connection) {
  ASSIGN_OR_RETURN(const auto application_id, connection.number("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const auto version, connection.number("PRAGMA user_version"));
  return Identity{application_id, version};
}

Result<void> back_up(Connection& source, base::FileSystem& files, const std::string& target) {
  assert(!source.in_transaction());
  const std::string draft = target + ".new";
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
    RETURN_IF_ERROR(remove_if_there(files, draft + suffix));
  }
  auto written = write_draft(source, files, draft);
  if (written) written = files.rename(draft, target);
  if (!written) {
    // The first error is the one that counts; a draft that stays is removed by the next backup.
    [[maybe_unused]] const auto ignored = files.remove_file(draft);
    return written;
  }
  return files.sync_directory(base::parent_directory(target));
}

Result<void> restore_backup(const std::string& backup, const std::string& path,
                            std::int32_t application_id) {
  base::RealFileSystem files;
  const std::string directory = base::parent_directory(path);
  const std::string restored = path + ".restored";
  {
    RETURN_IF_ERROR(files.open_read(backup));
    ASSIGN_OR_RETURN(Connection source, Connection::open(backup, {}));
    ASSIGN_OR_RETURN(const Identity identity, identity_of(source));
    if (identity.application_id != application_id) {
      return Error{ErrorKind::InvalidInput, backup + " belongs to another program"};
    }
    RETURN_IF_ERROR(source.check(Check::Full));
    RETURN_IF_ERROR(back_up(source, files, restored));
  }
  if (files.stat(path)) {
    // By a second name, for at no moment may `path` be missing: it would be made anew, empty.
    RETURN_IF_ERROR(remove_if_there(files, path + ".damaged"));
    std::error_code failed;
    std::filesystem::create_hard_link(path, path + ".damaged", failed);
    if (failed) return Error{ErrorKind::Io, "keep " + path + ": " + failed.message()};
  }
  // Durably gone before the exchange: SQLite would replay a leftover log into the restored file.
  for (const char* suffix : {"-journal", "-wal", "-shm"}) {
    RETURN_IF_ERROR(remove_if_there(files, path + suffix));
  }
  RETURN_IF_ERROR(files.sync_directory(directory));
  RETURN_IF_ERROR(files.rename(restored, path));
  return files.sync_directory(directory);
}

}  // namespace storage
