#include "base/real_file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <utility>

#include "base/system_error.h"
#include "base/unique_fd.h"

namespace base {
namespace {

// The result of a system call that is repeated while signals interrupt it.
template <typename Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

Error failed(std::string_view operation, const std::string& path) {
  const int number = errno;
  return system_error(number, std::string{operation} + ' ' + path);
}

Result<void> checked(int result, std::string_view operation, const std::string& path) {
  if (result < 0) return failed(operation, path);
  return {};
}

Result<UniqueFd> open_path(const std::string& path, int flags, ::mode_t mode = 0) {
  const int number =
      uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode); });
  if (number < 0) {
    // How opening a directory, a FIFO without readers or a socket fails.
    if (errno == ENXIO || errno == EISDIR)
      return Error{ErrorKind::Denied, path + " is not a plain file"};
    return failed("open", path);
  }
  return UniqueFd{number};
}

// O_NONBLOCK means nothing to a plain file, and lets us look at a FIFO without waiting for a peer.
Result<UniqueFd> open_plain_file(const std::string& path, int flags) {
  ASSIGN_OR_RETURN(UniqueFd file, open_path(path, flags | O_NONBLOCK));
  struct ::stat info{};
  RETURN_IF_ERROR(checked(::fstat(file.get(), &info), "stat", path));
  if (!S_ISREG(info.st_mode)) return Error{ErrorKind::Denied, path + " is not a plain file"};
  return file;
}

// A directory may be reached through a symbolic link: volumes are often mounted behind one.
Result<UniqueFd> open_directory(const std::string& path) {
  const int number = uninterrupted(
      [&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK); });
  if (number < 0) return failed("open directory", path);
  return UniqueFd{number};
}

::mode_t file_mode(Access access) {
  return access == Access::Private ? 0600 : 0640;
}

::mode_t directory_mode(Access access) {
  return access == Access::Private ? 0700 : 0750;
}

FileType type_of(::mode_t mode) {
  if (S_ISREG(mode)) return FileType::Regular;
  return S_ISDIR(mode) ? FileType::Directory : FileType::Other;
}

class RealAppendFile : public AppendFile {
 public:
  RealAppendFile(UniqueFd file, std::string path, std::uint64_t size)
      : file_{std::move(file)}, path_{std::move(path)}, size_{size} {}

  Result<void> append(ByteView bytes) override {
    RETURN_IF_ERROR(check_usable());
    for (ByteView rest = bytes; !rest.empty();) {
      const auto written =
          uninterrupted([&] { return ::write(file_.get(), rest.data(), rest.size()); });
      if (written < 0) return undo_append(failed("append to", path_));
      rest = rest.subspan(static_cast<std::size_t>(written));
    }
    size_ += bytes.size();
    return {};
  }

  Result<void> sync() override {
    RETURN_IF_ERROR(check_usable());
    return keep(uninterrupted([&] { return ::fdatasync(file_.get()); }), "sync");
  }

  Result<void> preallocate(std::uint64_t bytes) override {
    RETURN_IF_ERROR(check_usable());
    if (bytes == 0) return {};
    const int result = uninterrupted([&] {
      return ::fallocate(file_.get(), FALLOC_FL_KEEP_SIZE, static_cast<::off_t>(size_),
                         static_cast<::off_t>(bytes));
    });
    if (result < 0 && (errno == EOPNOTSUPP || errno == ENOSYS)) return {};
    return checked(result, "preallocate", path_);
  }

  Result<void> truncate(std::uint64_t size) override {
    assert(size <= size_);
    RETURN_IF_ERROR(check_usable());
    RETURN_IF_ERROR(keep(cut(size), "truncate"));
    size_ = size;
    return {};
  }

  std::uint64_t size() const override { return size_; }

 private:
  int cut(std::uint64_t size) {
    return uninterrupted([&] { return ::ftruncate(file_.get(), static_cast<::off_t>(size)); });
  }

  Result<void> check_usable() const {
    if (poison_) return *poison_;
    return {};
  }

  Result<void> keep(int result, std::string_view operation) {
    if (result < 0) poison_ = failed(operation, path_);
    return check_usable();
  }

  // Part of the bytes may be there already.
  Error undo_append(Error reason) {
    if (reason.kind != ErrorKind::DiskFull || cut(size_) < 0) poison_ = reason;
    return reason;
  }

  UniqueFd file_;
  std::string path_;
  std::uint64_t size_;
  std::optional<Error> poison_;
};

class RealReadFile : public ReadFile {
 public:
  RealReadFile(UniqueFd file, std::string path) : file_{std::move(file)}, path_{std::move(path)} {}

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    std::size_t done = 0;
    while (done < into.size()) {
      const auto got = uninterrupted([&] {
        return ::pread(file_.get(), into.data() + done, into.size() - done,
                       static_cast<::off_t>(offset + done));
      });
      if (got < 0) return failed("read", path_);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

  Result<std::uint64_t> size() const override {
    struct ::stat info{};
    RETURN_IF_ERROR(checked(::fstat(file_.get(), &info), "stat", path_));
    return static_cast<std::uint64_t>(info.st_size);
  }

 private:
  UniqueFd file_;
  std::string path_;
};

class RealVolumeHandle : public VolumeHandle {
 public:
  RealVolumeHandle(UniqueFd directory, std::string path)
      : directory_{std::move(directory)}, path_{std::move(path)} {}

  Result<void> sync() override {
    return checked(uninterrupted([&] { return ::syncfs(directory_.get()); }), "sync volume", path_);
  }

 private:
  UniqueFd directory_;
  std::string path_;
};

class RealFileLock : public FileLock {
 public:
  explicit RealFileLock(UniqueFd file) : file_{std::move(file)} {}

 private:
  UniqueFd file_;
};

struct CloseDirectory {
  void operator()(::DIR* directory) const { ::closedir(directory); }
};

}  // namespace

Result<std::unique_ptr<AppendFile>> RealFileSystem::create(const std::string& path, Access access) {
  ASSIGN_OR_RETURN(UniqueFd file,
                   open_path(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, file_mode(access)));
  RETURN_IF_ERROR(checked(::fchmod(file.get(), file_mode(access)), "set mode of", path));
  return std::unique_ptr<AppendFile>{std::make_unique<RealAppendFile>(std::move(file), path, 0)};
}

Result<std::unique_ptr<AppendFile>> RealFileSystem::open_append(const std::string& path) {
  ASSIGN_OR_RETURN(UniqueFd file, open_plain_file(path, O_WRONLY | O_APPEND));
  struct ::stat info{};
  RETURN_IF_ERROR(checked(::fstat(file.get(), &info), "stat", path));
  return std::unique_ptr<AppendFile>{std::make_unique<RealAppendFile>(
      std::move(file), path, static_cast<std::uint64_t>(info.st_size))};
}

Result<std::unique_ptr<ReadFile>> RealFileSystem::open_read(const std::string& path) {
  ASSIGN_OR_RETURN(UniqueFd file, open_plain_file(path, O_RDONLY));
  return std::unique_ptr<ReadFile>{std::make_unique<RealReadFile>(std::move(file), path)};
}

Result<std::unique_ptr<VolumeHandle>> RealFileSystem::open_volume(const std::string& path) {
  ASSIGN_OR_RETURN(UniqueFd directory, open_directory(path));
  return std::unique_ptr<VolumeHandle>{
      std::make_unique<RealVolumeHandle>(std::move(directory), path)};
}

Result<std::unique_ptr<FileLock>> RealFileSystem::lock(const std::string& path) {
  ASSIGN_OR_RETURN(UniqueFd file, open_path(path, O_RDWR | O_CREAT | O_NONBLOCK, 0600));
  const int locked = uninterrupted([&] { return ::flock(file.get(), LOCK_EX | LOCK_NB); });
  RETURN_IF_ERROR(checked(locked, "lock", path));
  return std::unique_ptr<FileLock>{std::make_unique<RealFileLock>(std::move(file))};
}

Result<void> RealFileSystem::rename(const std::string& from, const std::string& to) {
  return checked(::rename(from.c_str(), to.c_str()), "rename to " + to, from);
}

Result<void> RealFileSystem::remove_file(const std::string& path) {
  return checked(::unlink(path.c_str()), "remove", path);
}

Result<void> RealFileSystem::make_directory(const std::string& path, Access access) {
  RETURN_IF_ERROR(checked(::mkdir(path.c_str(), 0700), "make directory", path));
  return checked(::chmod(path.c_str(), directory_mode(access)), "set mode of", path);
}

Result<void> RealFileSystem::remove_directory(const std::string& path) {
  return checked(::rmdir(path.c_str()), "remove directory", path);
}

Result<void> RealFileSystem::sync_directory(const std::string& path) {
  ASSIGN_OR_RETURN(const UniqueFd directory, open_directory(path));
  return checked(uninterrupted([&] { return ::fsync(directory.get()); }), "sync directory", path);
}

Result<std::vector<DirectoryEntry>> RealFileSystem::list(const std::string& path,
                                                         std::size_t entries_max) {
  ASSIGN_OR_RETURN(UniqueFd file, open_directory(path));
  const std::unique_ptr<::DIR, CloseDirectory> directory{::fdopendir(file.get())};
  if (!directory) return failed("list", path);
  [[maybe_unused]] const int taken_over = file.release();

  std::vector<DirectoryEntry> entries;
  errno = 0;
  while (const ::dirent* found = ::readdir(directory.get())) {
    const std::string name = found->d_name;
    if (name == "." || name == "..") continue;
    if (entries.size() == entries_max) {
      return Error{ErrorKind::InvalidInput,
                   path + " has more than " + std::to_string(entries_max) + " entries"};
    }
    struct ::stat info{};
    if (::fstatat(::dirfd(directory.get()), found->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
      entries.push_back({name, type_of(info.st_mode)});
    } else if (errno != ENOENT) {  // gone since it was listed
      return failed("stat " + name + " in", path);
    }
    errno = 0;
  }
  if (errno != 0) return failed("list", path);
  std::ranges::sort(entries);
  return entries;
}

Result<FileInfo> RealFileSystem::stat(const std::string& path) {
  struct ::stat info{};
  RETURN_IF_ERROR(checked(::lstat(path.c_str(), &info), "stat", path));
  const auto modified =
      std::chrono::seconds{info.st_mtim.tv_sec} + std::chrono::nanoseconds{info.st_mtim.tv_nsec};
  return FileInfo{type_of(info.st_mode), static_cast<std::uint64_t>(info.st_size),
                  WallTime{modified}};
}

Result<Space> RealFileSystem::space(const std::string& path) {
  struct ::statvfs info{};
  const int result = uninterrupted([&] { return ::statvfs(path.c_str(), &info); });
  RETURN_IF_ERROR(checked(result, "measure", path));
  return Space{std::uint64_t{info.f_bavail} * info.f_frsize,
               std::uint64_t{info.f_blocks} * info.f_frsize};
}

Result<MountId> RealFileSystem::mount_of(const std::string& path) {
  struct ::statx info{};
  RETURN_IF_ERROR(checked(::statx(AT_FDCWD, path.c_str(), 0, STATX_MNT_ID, &info), "stat", path));
  const std::uint64_t device =
      std::uint64_t{info.stx_dev_major} << 32 | std::uint64_t{info.stx_dev_minor};
  return MountId{device, (info.stx_mask & STATX_MNT_ID) != 0 ? info.stx_mnt_id : 0};
}

}  // namespace base
