// The file operations that recording and durable state depend on, injectable so that tests can
// lose power, fill disks and break calls.
//
// What survives power loss: bytes of a file after its sync(); a created, renamed or removed entry
// after sync_directory() of its directory; both after VolumeHandle::sync(). Nothing else.
//
// Errors name paths, which are ours, never contents. Full disk is DiskFull, a missing file
// NotFound, a symbolic link or special file where a plain file should be is Denied. A FileSystem
// and ReadFile may be used from any thread; an AppendFile by one at a time.
// Implementations: real_file_system.h, tests/support/memory_file_system.h.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace base {

// Who may read what we create: nobody else (0600, directories 0700), or our group (0640, 0750).
enum class Access { Private, GroupReads };

// Grows at its end only. Closing it promises nothing about unsynced bytes.
//
// append() is all or nothing, power loss apart: when the disk is full the file is left as it was
// and may be used again once there is room. After any other error of append(), sync() or truncate()
// the file is poisoned: every later call fails, because the kernel reports a lost write only once.
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  virtual Result<void> append(ByteView bytes) = 0;
  virtual Result<void> sync() = 0;
  // Reserves room for `bytes` more past the end, which stays where it is. A hint: a file system
  // that cannot do it takes the call and reserves nothing. DiskFull does not poison.
  virtual Result<void> preallocate(std::uint64_t bytes) = 0;
  // Cuts to `size`, at most size(), and gives back what was preallocated and not used.
  virtual Result<void> truncate(std::uint64_t size) = 0;
  virtual std::uint64_t size() const = 0;
};

class ReadFile {
 public:
  virtual ~ReadFile() = default;
  // Fills `into` from `offset`; returns how much, which is less only at the end of the file.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) const = 0;
  virtual Result<std::uint64_t> size() const = 0;
};

// A whole mounted file system. sync() writes out everything in it and reports each failed write
// once; the caller then asks its files, by their own sync(), which of them lost something. Open it
// before the first write it shall answer for, and keep it.
class VolumeHandle {
 public:
  virtual ~VolumeHandle() = default;
  virtual Result<void> sync() = 0;
};

// Held until destroyed, or until the process ends in any way.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

enum class FileType { Regular, Directory, Other };

struct FileInfo {
  FileType type;
  std::uint64_t size_bytes;
  WallTime modified;
};

struct DirectoryEntry {
  std::string name;
  FileType type;

  auto operator<=>(const DirectoryEntry&) const = default;
};

struct Space {
  std::uint64_t free_bytes;  // for us, not for root
  std::uint64_t total_bytes;
};

// Which mounted file system a path is on, for comparison while the system runs: a volume whose
// directory has the MountId of its parent is not mounted, one whose id changed was exchanged.
struct MountId {
  std::uint64_t device;
  std::uint64_t mount;

  auto operator<=>(const MountId&) const = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // A new, empty file; Exists when anything has that name.
  virtual Result<std::unique_ptr<AppendFile>> create(const std::string& path, Access access) = 0;
  virtual Result<std::unique_ptr<AppendFile>> open_append(const std::string& path) = 0;
  virtual Result<std::unique_ptr<ReadFile>> open_read(const std::string& path) = 0;
  virtual Result<std::unique_ptr<VolumeHandle>> open_volume(const std::string& path) = 0;
  // Makes the file when it is missing; Unavailable while anybody, this process included, has it.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;

  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;  // replaces `to`
  virtual Result<void> remove_file(const std::string& path) = 0;
  virtual Result<void> make_directory(const std::string& path, Access access) = 0;
  virtual Result<void> remove_directory(const std::string& path) = 0;  // Exists when not empty
  virtual Result<void> sync_directory(const std::string& path) = 0;

  // Sorted by name; an InvalidInput error when there are more than `entries_max`.
  virtual Result<std::vector<DirectoryEntry>> list(const std::string& path,
                                                   std::size_t entries_max) = 0;
  virtual Result<FileInfo> stat(const std::string& path) = 0;  // of a symbolic link itself: Other
  virtual Result<Space> space(const std::string& path) = 0;
  virtual Result<MountId> mount_of(const std::string& path) = 0;
};

// The directory that holds `path`: "a/b" -> "a", "b" -> ".", "/b" -> "/".
std::string parent_directory(const std::string& path);

// A whole file of at most `bytes_max`; InvalidInput when it is longer.
Result<Bytes> read_small_file(FileSystem& files, const std::string& path, std::size_t bytes_max);

// Makes `path` hold `bytes`, or leaves it as it was: at every moment, power loss included, a reader
// finds the old contents or the new, and the new for good after success. For all small state. One
// writer per path; `<path>.new` is its draft.
Result<void> write_file_atomically(FileSystem& files, const std::string& path, ByteView bytes,
                                   Access access = Access::Private);

// Makes `path` and whatever is missing above it, durably. Fine when it exists.
Result<void> make_directories(FileSystem& files, const std::string& path, Access access);

}  // namespace base
