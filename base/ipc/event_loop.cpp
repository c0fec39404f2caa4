#include "base/ipc/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <system_error>

namespace base::ipc {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kWakeId = 0;
constexpr std::chrono::nanoseconds kWaitMax = 1min;

epoll_event event_for(std::uint64_t id, Interest interest) {
  epoll_event event{};
  if (interest.read) event.events |= EPOLLIN;
  if (interest.write) event.events |= EPOLLOUT;
  event.data.u64 = id;
  return event;
}

UniqueFd made(int fd, const char* what) {
  if (fd < 0) throw std::system_error{errno, std::generic_category(), what};
  return UniqueFd{fd};
}

}  // namespace

EventLoop::EventLoop(const Clock& clock)
    : clock_{clock},
      epoll_{made(::epoll_create1(EPOLL_CLOEXEC), "epoll")},
      wake_{made(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")} {
  epoll_event event = event_for(kWakeId, {});
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event) != 0) {
    throw std::system_error{errno, std::generic_category(), "epoll"};
  }
}

EventLoop::WatchId EventLoop::watch(int fd, Interest interest, OnReady on_ready) {
  const WatchId id = next_id_++;
  epoll_event event = event_for(id, interest);
  [[maybe_unused]] const int added = ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
  assert(added == 0);
  watches_.emplace(id, Watch{fd, interest, std::move(on_ready)});
  return id;
}

void EventLoop::change(WatchId id, Interest interest) {
  Watch& watch = watches_.at(id);
  if (watch.interest == interest) return;
  watch.interest = interest;
  epoll_event event = event_for(id, interest);
  [[maybe_unused]] const int changed = ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, watch.fd, &event);
  assert(changed == 0);
}

void EventLoop::unwatch(WatchId id) {
  const auto found = watches_.find(id);
  assert(found != watches_.end());
  (void)::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, found->second.fd, nullptr);
  watches_.erase(found);
}

EventLoop::TimerId EventLoop::at(SteadyTime time, std::function<void()> on_time) {
  const TimerId id{time, next_id_++};
  timers_.emplace(id, std::move(on_time));
  return id;
}

void EventLoop::cancel(TimerId id) {
  timers_.erase(id);
}

std::optional<SteadyTime> EventLoop::next_timer() const {
  if (timers_.empty()) return std::nullopt;
  return timers_.begin()->first.first;
}

void EventLoop::poll_once(std::chrono::nanoseconds timeout) {
  auto wait = std::min(timeout, kWaitMax);
  if (const auto next = next_timer()) wait = std::min(wait, *next - clock_.steady());
  // Rounded up: a timer that is not quite due must not turn the wait into a spin.
  const auto wait_ms = std::chrono::ceil<std::chrono::milliseconds>(std::max(wait, 0ns)).count();

  std::array<epoll_event, 64> events{};
  const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(wait_ms));
  assert(count >= 0 || errno == EINTR);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const std::uint64_t id = event.data.u64;
    if (id == kWakeId && !stopping_.load()) {
      std::uint64_t drained = 0;
      (void)!::read(wake_.get(), &drained, sizeof drained);
    }
    const auto found = watches_.find(id);
    if (found == watches_.end()) continue;  // the wake-up, or removed by a callback before this
    // Held here while it runs, for it may remove its own watch.
    OnReady on_ready = std::move(found->second.on_ready);
    on_ready({.readable = (event.events & EPOLLIN) != 0,
              .writable = (event.events & EPOLLOUT) != 0,
              .hung_up = (event.events & (EPOLLHUP | EPOLLERR)) != 0});
    const auto still = watches_.find(id);
    if (still != watches_.end()) still->second.on_ready = std::move(on_ready);
  }
  run_posted();
  run_timers();
}

void EventLoop::post(std::function<void()> call) {
  posted_.with([&](auto& calls) { calls.push_back(std::move(call)); });
  wake();
}

// Those that were there at the start: who posts from a posted call waits for the next round.
void EventLoop::run_posted() {
  auto calls = posted_.with([](auto& waiting) { return std::exchange(waiting, {}); });
  for (const auto& call : calls) call();
}

void EventLoop::run_timers() {
  const SteadyTime now = clock_.steady();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    const auto due = timers_.extract(timers_.begin());
    due.mapped()();
  }
}

void EventLoop::run() {
  while (!stopping_.load()) poll_once(kWaitMax);
  stopping_.store(false);
  std::uint64_t drained = 0;
  (void)!::read(wake_.get(), &drained, sizeof drained);
}

void EventLoop::stop() noexcept {
  const int saved = errno;  // a signal handler must leave it alone
  stopping_.store(true);
  wake();
  errno = saved;
}

void EventLoop::wake() noexcept {
  const std::uint64_t one = 1;
  (void)!::write(wake_.get(), &one, sizeof one);
}

}  // namespace base::ipc
