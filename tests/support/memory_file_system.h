// A FileSystem in memory that loses power, fills up, fails and is slow on command, and counts.
//
// It promises only what base/file_system.h does, and on power loss takes all the rest away: more
// forgetful than any real file system, so what survives here survives anywhere. Safe to call from
// any thread.
#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"
#include "base/file_system.h"
#include "tests/support/memory_tree.h"

namespace test_support {

class MemoryDisk;  // memory_disk.h

class MemoryFileSystem : public base::FileSystem {
 public:
  // `clock`, if given, dates files and outlives this. The directories "/" and "." exist and are
  // the same.
  explicit MemoryFileSystem(const base::Clock* clock = nullptr);
  ~MemoryFileSystem() override;

  // Everything unsynced is gone, every open handle fails from now on with Io, locks are free.
  void lose_power();
  // The same, but of the unsynced writes and directory changes a random subset, chosen by `seed`,
  // reached the disk; the last write that did is cut at any byte.
  void lose_power(std::uint64_t seed);

  void limit_space(std::uint64_t free_bytes);  // from now: what grows beyond fails with DiskFull

  // The `nth` call of that kind from now (1: the next) fails with `kind`, once, and does nothing;
  // but an append that fails otherwise than with DiskFull leaves half of its bytes behind.
  void fail(Operation operation, std::size_t nth, base::ErrorKind kind);
  // Volume `path` is no longer mounted, or is so again on another device.
  void change_mount(const std::string& path, base::MountId id);

  // Runs at the start of each call, outside the lock: may advance a clock (a slow disk) or pull
  // the plug.
  void on_call(std::function<void(Operation, const std::string& path)> hook);

  std::size_t calls(Operation operation) const;  // so far, failed ones included

  base::Result<std::unique_ptr<base::AppendFile>> create(const std::string& path,
                                                         base::Access access) override;
  base::Result<std::unique_ptr<base::AppendFile>> open_append(const std::string& path) override;
  base::Result<std::unique_ptr<base::ReadFile>> open_read(const std::string& path) override;
  base::Result<std::unique_ptr<base::VolumeHandle>> open_volume(const std::string& path) override;
  base::Result<std::unique_ptr<base::FileLock>> lock(const std::string& path) override;
  base::Result<void> rename(const std::string& from, const std::string& to) override;
  base::Result<void> remove_file(const std::string& path) override;
  base::Result<void> make_directory(const std::string& path, base::Access access) override;
  base::Result<void> remove_directory(const std::string& path) override;
  base::Result<void> sync_directory(const std::string& path) override;
  base::Result<std::vector<base::DirectoryEntry>> list(const std::string& path,
                                                       std::size_t entries_max) override;
  base::Result<base::FileInfo> stat(const std::string& path) override;
  base::Result<base::Space> space(const std::string& path) override;
  base::Result<base::MountId> mount_of(const std::string& path) override;

 private:
  // Handles share the state, so that they may outlive this.
  std::shared_ptr<MemoryDisk> disk_;
};

}  // namespace test_support
