// The FileSystem of the kernel.
//
// Opens with O_CLOEXEC and O_NOFOLLOW, and nothing but plain files, without ever waiting on a FIFO;
// creates with O_EXCL and exactly the mode asked for, whatever the umask. Interrupted calls are
// resumed, short reads and writes continued.
#pragma once

#include "base/file_system.h"

namespace base {

class RealFileSystem : public FileSystem {
 public:
  Result<std::unique_ptr<AppendFile>> create(const std::string& path, Access access) override;
  Result<std::unique_ptr<AppendFile>> open_append(const std::string& path) override;
  Result<std::unique_ptr<ReadFile>> open_read(const std::string& path) override;
  Result<std::unique_ptr<VolumeHandle>> open_volume(const std::string& path) override;
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> remove_file(const std::string& path) override;
  Result<void> make_directory(const std::string& path, Access access) override;
  Result<void> remove_directory(const std::string& path) override;
  Result<void> sync_directory(const std::string& path) override;
  Result<std::vector<DirectoryEntry>> list(const std::string& path,
                                           std::size_t entries_max) override;
  Result<FileInfo> stat(const std::string& path) override;
  Result<Space> space(const std::string& path) override;
  Result<MountId> mount_of(const std::string& path) override;
};

}  // namespace base
