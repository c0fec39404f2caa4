// Where threads meet: a queue bounded by count and by weight.
//
// Any number of threads may push and pop. A reactor only ever uses try_push() and try_pop(), which
// do not wait; when try_push() says no, the caller counts the loss and says so. After close()
// nothing goes in, and what is inside can still be taken out.
#pragma once

#include <cassert>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace base {

struct QueueLimits {
  std::size_t count_max;
  std::size_t bytes_max;
};

struct QueueDepth {
  std::size_t count;
  std::size_t bytes;
};

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(QueueLimits limits) : limits_{limits} {
    assert(limits.count_max > 0 && limits.bytes_max > 0);
  }
  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;

  // Takes `item`, which weighs `bytes`, or returns false and leaves it to the caller: the queue is
  // full or closed. Never waits.
  [[nodiscard]] bool try_push(T&& item, std::size_t bytes) {
    {
      const std::lock_guard lock{mutex_};
      if (closed_ || !fits(bytes)) return false;
      put(std::move(item), bytes);
    }
    filled_.notify_one();
    return true;
  }

  // The same, but waits for room. False only when the queue is or becomes closed, or when the item
  // alone outweighs the whole queue.
  [[nodiscard]] bool push_wait(T&& item, std::size_t bytes) {
    {
      std::unique_lock lock{mutex_};
      if (bytes > limits_.bytes_max) return false;
      emptied_.wait(lock, [&] { return closed_ || fits(bytes); });
      if (closed_) return false;
      put(std::move(item), bytes);
    }
    filled_.notify_one();
    return true;
  }

  // The oldest item, or nothing when there is none.
  std::optional<T> try_pop() {
    std::unique_lock lock{mutex_};
    return take(lock);
  }

  // Waits for an item; nothing only when the queue is closed and empty.
  std::optional<T> pop_wait() {
    std::unique_lock lock{mutex_};
    filled_.wait(lock, [this] { return closed_ || !items_.empty(); });
    return take(lock);
  }

  // The same, but gives up after `time`: then nothing is returned and drained() is false.
  std::optional<T> pop_wait_for(std::chrono::nanoseconds time) {
    std::unique_lock lock{mutex_};
    filled_.wait_for(lock, time, [this] { return closed_ || !items_.empty(); });
    return take(lock);
  }

  void close() {
    {
      const std::lock_guard lock{mutex_};
      closed_ = true;
    }
    filled_.notify_all();
    emptied_.notify_all();
  }

  // Closed and empty: nothing will ever come.
  bool drained() const {
    const std::lock_guard lock{mutex_};
    return closed_ && items_.empty();
  }

  QueueDepth depth() const {
    const std::lock_guard lock{mutex_};
    return {items_.size(), bytes_};
  }

 private:
  struct Item {
    T value;
    std::size_t bytes;
  };

  bool fits(std::size_t bytes) const {
    return items_.size() < limits_.count_max && bytes <= limits_.bytes_max - bytes_;
  }

  void put(T&& item, std::size_t bytes) {
    items_.push_back({std::move(item), bytes});
    bytes_ += bytes;
  }

  std::optional<T> take(std::unique_lock<std::mutex>& lock) {
    if (items_.empty()) return std::nullopt;
    std::optional<T> value{std::move(items_.front().value)};
    bytes_ -= items_.front().bytes;
    items_.pop_front();
    lock.unlock();
    // All, because the room of one heavy item may do for several that wait.
    emptied_.notify_all();
    return value;
  }

  const QueueLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable emptied_;
  std::deque<Item> items_;  // invariant: their weights add up to bytes_ <= limits_.bytes_max
  std::size_t bytes_ = 0;
  bool closed_ = false;
};

}  // namespace base
