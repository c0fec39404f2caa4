// Runs one worker job: starts custody-worker, gives it bytes, takes its result.
//
// The worker is started from one fixed path with a clean environment, a pipe to each side and
// nothing else. It is killed when it takes too long or answers too much; its crash is an Error. It
// is always reaped before run() returns. Safe to call from several threads, which block meanwhile;
// at most `jobs_max` workers run at once. SIGPIPE must be ignored in the process, as the daemons'
// frame does. Other side: nvr/daemon/worker_main.cpp. See docs/design/worker-jobs.md.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "nvr/worker/job_format.h"

namespace nvr {

class WorkerRunner {
 public:
  struct Options {
    std::filesystem::path program;  // empty: custody-worker beside the running program
    std::size_t jobs_max = 2;
    std::chrono::milliseconds wait_max{3000};  // for a place, when as many as may run do
    std::chrono::milliseconds time_max{5000};  // of one job, from its start
    std::size_t input_bytes_max = kJobBytesMax;
    std::size_t output_bytes_max = 1U << 20;
  };

  explicit WorkerRunner(Options options);
  WorkerRunner(const WorkerRunner&) = delete;
  WorkerRunner& operator=(const WorkerRunner&) = delete;
  ~WorkerRunner();  // no run() may be under way

  // `job` is a kind of job, such as "thumbnail". Errors: InvalidInput (the worker refused the
  // bytes, or there are too many), Timeout, Unavailable (cannot be started, or no place became
  // free), Corrupt (it crashed or answered too much).
  base::Result<base::Bytes> run(const std::string& job, base::ByteView input);

  // A JPEG of a key frame.
  base::Result<base::Bytes> thumbnail(const ThumbnailJob& job);

 private:
  struct Places;
  Options options_;
  std::unique_ptr<Places> places_;
};

}  // namespace nvr
