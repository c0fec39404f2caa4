#include "web/http/io/worker_pool.h"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <utility>

namespace http {

struct WorkerPool::Threads {
  boost::asio::thread_pool pool;
};

WorkerPool::WorkerPool(std::size_t threads, std::size_t waiting_max)
    : waiting_max_{waiting_max}, threads_{new Threads{boost::asio::thread_pool{threads}}} {}

WorkerPool::~WorkerPool() {
  threads_->pool.stop();
  threads_->pool.join();
}

bool WorkerPool::try_submit(std::function<void()> work) {
  if (waiting_.fetch_add(1) >= waiting_max_) {
    waiting_.fetch_sub(1);
    return false;
  }
  boost::asio::post(threads_->pool, [this, work = std::move(work)] {
    waiting_.fetch_sub(1);
    work();
  });
  return true;
}

void WorkerPool::submit(std::function<void()> work) {
  boost::asio::post(threads_->pool, std::move(work));
}

}  // namespace http
