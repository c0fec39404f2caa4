// A few threads for handlers that may block, behind a bounded queue.
//
// try_submit() and submit() are safe from any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>

namespace http {

class WorkerPool {
 public:
  WorkerPool(std::size_t threads, std::size_t waiting_max);
  ~WorkerPool();  // waits for what runs; drops what waits
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False when too much is waiting already: the caller says 503.
  bool try_submit(std::function<void()> work);
  // For work already admitted, whose number the caller bounds: the next piece of a download.
  void submit(std::function<void()> work);

 private:
  struct Threads;

  std::size_t waiting_max_;
  std::atomic<std::size_t> waiting_ = 0;
  std::unique_ptr<Threads> threads_;
};

}  // namespace http
