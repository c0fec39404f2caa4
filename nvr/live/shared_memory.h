// A memfd mapped into this process, as 64-bit words; unmapped when it goes.
// Its use: docs/design/live-ring.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/result.h"
#include "base/unique_fd.h"

namespace nvr {

class SharedMemory {
 public:
  // New and writable for us; afterwards nobody can resize it or map it writable.
  static base::Result<SharedMemory> make(const char* name, std::size_t bytes);
  // For reading. Denied when its size could still change.
  static base::Result<SharedMemory> map(base::UniqueFd memory, std::size_t bytes_min,
                                        std::size_t bytes_max);

  SharedMemory(SharedMemory&& other) noexcept
      : fd_{std::move(other.fd_)},
        words_{std::exchange(other.words_, nullptr)},
        bytes_{std::exchange(other.bytes_, 0)} {}
  SharedMemory& operator=(SharedMemory&& other) noexcept;
  ~SharedMemory() { unmap(); }

  std::uint64_t* words() { return words_; }
  const std::uint64_t* words() const { return words_; }
  std::size_t bytes() const { return bytes_; }
  base::Result<base::UniqueFd> duplicate() const;

 private:
  SharedMemory(base::UniqueFd fd, std::uint64_t* words, std::size_t bytes)
      : fd_{std::move(fd)}, words_{words}, bytes_{bytes} {}
  void unmap() noexcept;

  base::UniqueFd fd_;
  std::uint64_t* words_;
  std::size_t bytes_;
};

}  // namespace nvr
