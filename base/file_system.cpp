#include "base/file_system.h"

#include <cassert>

namespace base {
namespace {

Result<void> write_draft(FileSystem& files, const std::string& path, ByteView bytes,
                         Access access) {
  ASSIGN_OR_RETURN(const auto draft, files.create(path, access));
  RETURN_IF_ERROR(draft->append(bytes));
  return draft->sync();
}

}  // namespace

std::string parent_directory(const std::string& path) {
  const std::size_t end = path.find_last_not_of('/');
  const std::size_t slash = end == std::string::npos ? end : path.find_last_of('/', end);
  if (slash == std::string::npos) return path.starts_with('/') ? "/" : ".";
  const std::size_t last = path.find_last_not_of('/', slash);
  return last == std::string::npos ? "/" : path.substr(0, last + 1);
}

Result<Bytes> read_small_file(FileSystem& files, const std::string& path, std::size_t bytes_max) {
  ASSIGN_OR_RETURN(const auto file, files.open_read(path));
  ASSIGN_OR_RETURN(const std::uint64_t size, file->size());
  if (size > bytes_max) {
    return Error{ErrorKind::InvalidInput,
                 path + " is longer than " + std::to_string(bytes_max) + " bytes"};
  }
  Bytes bytes(static_cast<std::size_t>(size));
  ASSIGN_OR_RETURN(const std::size_t got, file->read_at(0, bytes));
  bytes.resize(got);
  return bytes;
}

Result<void> write_file_atomically(FileSystem& files, const std::string& path, ByteView bytes,
                                   Access access) {
  const std::string draft = path + ".new";
  // One that an interrupted run left behind.
  if (const auto removed = files.remove_file(draft);
      !removed && removed.error().kind != ErrorKind::NotFound) {
    return removed.error();
  }
  auto written = write_draft(files, draft, bytes, access);
  if (written) written = files.rename(draft, path);
  if (!written) {
    // The first error is the one that counts; a draft that stays is removed by the next write.
    [[maybe_unused]] const auto ignored = files.remove_file(draft);
    return written;
  }
  return files.sync_directory(parent_directory(path));
}

Result<void> make_directories(FileSystem& files, const std::string& path, Access access) {
  assert(!path.empty());
  const auto there = files.stat(path);
  if (there && there->type != FileType::Regular) {
    // A symbolic link is fine when it leads to a directory: installers move state this way.
    const auto target = files.stat(path + "/.");
    if (target && target->type == FileType::Directory) return {};
  }
  if (there) return Error{ErrorKind::Exists, path + " is not a directory"};
  if (there.error().kind != ErrorKind::NotFound) return there.error();
  const std::string parent = parent_directory(path);
  if (parent == path) return there.error();
  RETURN_IF_ERROR(make_directories(files, parent, access));
  RETURN_IF_ERROR(files.make_directory(path, access));
  auto synced = files.sync_directory(parent);
  // Gone again, so that the next attempt does not take it for durable.
  if (!synced) [[maybe_unused]]
    const auto ignored = files.remove_directory(path);
  return synced;
}

}  // namespace base
