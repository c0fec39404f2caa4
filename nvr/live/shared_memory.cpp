#include "nvr/live/shared_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/system_error.h"

namespace nvr {
namespace {

constexpr int kSizeSeals = F_SEAL_SHRINK | F_SEAL_GROW;

}  // namespace

base::Result<SharedMemory> SharedMemory::make(const char* name, std::size_t bytes) {
  base::UniqueFd fd{::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING)};
  if (!fd) return base::system_error(errno, "memfd_create");
  if (::ftruncate(fd.get(), static_cast<off_t>(bytes)) != 0)
    return base::system_error(errno, "ftruncate");
  void* mapped = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (mapped == MAP_FAILED) return base::system_error(errno, "mmap");
  SharedMemory memory{std::move(fd), static_cast<std::uint64_t*>(mapped), bytes};
  // Our own mapping came first and stays writable.
  if (::fcntl(memory.fd_.get(), F_ADD_SEALS, kSizeSeals | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) != 0) {
    return base::system_error(errno, "sealing shared memory");
  }
  return memory;
}

base::Result<SharedMemory> SharedMemory::map(base::UniqueFd memory, std::size_t bytes_min,
                                             std::size_t bytes_max) {
  const int seals = ::fcntl(memory.get(), F_GET_SEALS);
  if (seals < 0 || (seals & kSizeSeals) != kSizeSeals) {
    return base::Error{base::ErrorKind::Denied, "shared memory whose size can change"};
  }
  struct stat found{};
  if (::fstat(memory.get(), &found) != 0) return base::system_error(errno, "fstat");
  const auto bytes = static_cast<std::size_t>(found.st_size);
  if (found.st_size < 0 || bytes < bytes_min || bytes > bytes_max) {
    return base::Error{base::ErrorKind::Corrupt, "shared memory of a strange size"};
  }
  void* mapped = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, memory.get(), 0);
  if (mapped == MAP_FAILED) return base::system_error(errno, "mmap");
  return SharedMemory{std::move(memory), static_cast<std::uint64_t*>(mapped), bytes};
}

SharedMemory& SharedMemory::operator=(SharedMemory&& other) noexcept {
  if (this == &other) return *this;
  unmap();
  fd_ = std::move(other.fd_);
  words_ = std::exchange(other.words_, nullptr);
  bytes_ = std::exchange(other.bytes_, 0);
  return *this;
}

base::Result<base::UniqueFd> SharedMemory::duplicate() const {
  base::UniqueFd copy{::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0)};
  if (!copy) return base::system_error(errno, "dup");
  return copy;
}

void SharedMemory::unmap() noexcept {
  if (words_ != nullptr) (void)::munmap(words_, bytes_);
}

}  // namespace nvr
