#include "web/http/file_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "base/unique_fd.h"

namespace http {
namespace {

using Files = std::map<std::string, base::Bytes>;

struct CloseFolder {
  void operator()(DIR* folder) const { (void)::closedir(folder); }
};

base::Error io_error(const char* what) {
  return {base::ErrorKind::Io, std::string{what} + ": " + std::strerror(errno)};
}

class TreeReader {
 public:
  explicit TreeReader(const StaticFilesLimits& limits) : limits_{limits} {}

  base::Result<void> read_below(base::UniqueFd fd, const std::string& prefix, std::size_t depth) {
    if (depth > limits_.depth_max) return too_much("folders are too deep");
    const std::unique_ptr<DIR, CloseFolder> folder{::fdopendir(fd.get())};
    if (!folder) return io_error("read folder");
    (void)fd.release();  // closed with the folder
    while (const dirent* entry = ::readdir(folder.get())) {
      const std::string name{static_cast<const char*>(entry->d_name)};
      if (name.starts_with('.')) continue;
      RETURN_IF_ERROR(read_entry(::dirfd(folder.get()), name, prefix + "/" + name, depth));
    }
    return {};
  }

  Files take() { return std::move(files_); }

 private:
  static base::Error too_much(const char* what) { return {base::ErrorKind::InvalidInput, what}; }

  base::Result<void> read_entry(int folder, const std::string& name, const std::string& path,
                                std::size_t depth) {
    // O_NONBLOCK: opening a pipe must not wait for a writer.
    base::UniqueFd fd{
        ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)};
    if (!fd && errno == ELOOP) return {};  // a symbolic link
    if (!fd) return io_error("open file");
    struct stat status{};
    if (::fstat(fd.get(), &status) != 0) return io_error("stat file");
    if (S_ISDIR(status.st_mode)) return read_below(std::move(fd), path, depth + 1);
    if (!S_ISREG(status.st_mode)) return {};
    if (files_.size() == limits_.files_max) return too_much("too many files");
    ASSIGN_OR_RETURN(base::Bytes bytes, read_all(fd.get()));
    files_.emplace(path, std::move(bytes));
    return {};
  }

  base::Result<base::Bytes> read_all(int fd) {
    base::Bytes bytes;
    std::array<std::uint8_t, 65536> buffer;
    while (true) {
      const ssize_t count = ::read(fd, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return io_error("read file");
      if (count == 0) return bytes;
      const auto got = static_cast<std::size_t>(count);
      total_bytes_ += got;
      if (total_bytes_ > limits_.bytes_max) return too_much("files are too large");
      base::append(bytes, base::ByteView{buffer}.first(got));
    }
  }

  StaticFilesLimits limits_;
  Files files_;
  std::uint64_t total_bytes_ = 0;
};

}  // namespace

base::Result<Files> read_folder(const std::filesystem::path& folder,
                                const StaticFilesLimits& limits) {
  base::UniqueFd fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!fd) return io_error("open folder");
  TreeReader reader{limits};
  RETURN_IF_ERROR(reader.read_below(std::move(fd), "", 0));
  return reader.take();
}

}  // namespace http
