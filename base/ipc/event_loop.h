// One thread's wait for descriptors and times: what a daemon's main thread runs.
//
// Single-threaded, but for post(), which any thread, and stop(), which any thread and any signal
// handler may call. A callback may add, change and remove watches and timers, its own included.
// fd() becomes readable when a descriptor is ready, so that a loop can be watched by another one,
// which then calls poll_once(0ns). Its first user: docs/design/control-protocol.md.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/unique_fd.h"

namespace base::ipc {

struct Interest {
  bool read = true;
  bool write = false;

  bool operator==(const Interest&) const = default;
};

struct Readiness {
  bool readable = false;
  bool writable = false;
  bool hung_up = false;  // told even to those who are interested in nothing
};

class EventLoop {
 public:
  using WatchId = std::uint64_t;
  using TimerId = std::pair<SteadyTime, std::uint64_t>;
  using OnReady = std::function<void(Readiness)>;

  // `clock` outlives the loop. Throws std::system_error when the kernel gives no descriptors:
  // loops are made at start-up.
  explicit EventLoop(const Clock& clock);

  // `fd` stays open until unwatch(). Level-triggered.
  WatchId watch(int fd, Interest interest, OnReady on_ready);
  void change(WatchId id, Interest interest);
  void unwatch(WatchId id);

  TimerId at(SteadyTime time, std::function<void()> on_time);
  void cancel(TimerId id);
  std::optional<SteadyTime> next_timer() const;

  // Waits until something is ready, a timer is due or `timeout` is over, then calls back.
  void poll_once(std::chrono::nanoseconds timeout);

  // Runs `call` on the loop's thread, in the order of posting; what is left when the loop goes is
  // dropped.
  void post(std::function<void()> call);

  void run();            // until stop(), which may come first
  void stop() noexcept;  // async-signal-safe
  int fd() const { return epoll_.get(); }
  const Clock& clock() const { return clock_; }

 private:
  struct Watch {
    int fd;
    Interest interest;
    OnReady on_ready;
  };

  void run_timers();
  void run_posted();
  void wake() noexcept;

  const Clock& clock_;
  UniqueFd epoll_;
  UniqueFd wake_;
  std::atomic<bool> stopping_{false};
  static_assert(std::atomic<bool>::is_always_lock_free);  // stop() runs in signal handlers
  Guarded<std::deque<std::function<void()>>> posted_;
  std::map<WatchId, Watch> watches_;
  std::map<TimerId, std::function<void()>> timers_;
  std::uint64_t next_id_ = 1;
};

}  // namespace base::ipc
