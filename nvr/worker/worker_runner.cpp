#include "nvr/worker/worker_runner.h"

#include <cassert>
#include <semaphore>
#include <system_error>
#include <utility>

#include "nvr/worker/worker_process.h"

namespace nvr {
namespace {

constexpr std::size_t kPlacesMax = 64;

std::filesystem::path beside_this_program() {
  std::error_code failed;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  return self.parent_path() / "custody-worker";
}

}  // namespace

// A place is a worker that may run.
struct WorkerRunner::Places {
  explicit Places(std::size_t count) : free{static_cast<std::ptrdiff_t>(count)} {}
  std::counting_semaphore<kPlacesMax> free;
};

WorkerRunner::WorkerRunner(Options options)
    : options_{std::move(options)}, places_{std::make_unique<Places>(options_.jobs_max)} {
  assert(options_.jobs_max > 0 && options_.jobs_max <= kPlacesMax);
  if (options_.program.empty()) options_.program = beside_this_program();
}

WorkerRunner::~WorkerRunner() = default;

base::Result<base::Bytes> WorkerRunner::run(const std::string& job, base::ByteView input) {
  if (input.size() > options_.input_bytes_max) {
    return base::Error{base::ErrorKind::InvalidInput, "job is too large for a worker"};
  }
  if (!places_->free.try_acquire_for(options_.wait_max)) {
    return base::Error{base::ErrorKind::Unavailable, "all workers are busy"};
  }
  struct Place {
    Places& places;
    ~Place() { places.free.release(); }
  } const place{*places_};
  const auto deadline = std::chrono::steady_clock::now() + options_.time_max;
  ASSIGN_OR_RETURN(WorkerProcess worker, WorkerProcess::start(options_.program, job));
  auto output = worker.exchange(input, options_.output_bytes_max, deadline);
  if (!output) return output;
  RETURN_IF_ERROR(worker.wait(deadline));
  return output;
}

base::Result<base::Bytes> WorkerRunner::thumbnail(const ThumbnailJob& job) {
  return run("thumbnail", marshal(job));
}

}  // namespace nvr
