// One running worker: started with a pipe to each side, killed and reaped at the latest when this
// object goes.
//
// Not thread-safe; different objects may be used by different threads at once.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/unique_fd.h"

namespace nvr {

class WorkerProcess {
 public:
  static base::Result<WorkerProcess> start(const std::filesystem::path& program,
                                           const std::string& job);
  WorkerProcess(WorkerProcess&&) noexcept = default;
  WorkerProcess& operator=(WorkerProcess&&) = delete;
  ~WorkerProcess();  // kills it if it still runs

  // Gives all of `input` and takes all that comes back, at most `output_bytes_max`.
  base::Result<base::Bytes> exchange(base::ByteView input, std::size_t output_bytes_max,
                                     std::chrono::steady_clock::time_point deadline);

  // Waits for the end. OK only for exit status 0.
  base::Result<void> wait(std::chrono::steady_clock::time_point deadline);

 private:
  WorkerProcess() = default;
  base::Result<void> give(base::ByteView& input);
  base::Result<bool> take(base::Bytes& output, std::size_t bytes_max);  // false at the end

  base::UniqueFd process_;  // pidfd; none once reaped
  base::UniqueFd input_;
  base::UniqueFd output_;
};

}  // namespace nvr
