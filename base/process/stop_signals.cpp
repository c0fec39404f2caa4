#include "base/process/stop_signals.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cassert>
#include <cerrno>
#include <cstdint>

namespace base {
namespace {

constexpr std::array kStopping{SIGTERM, SIGINT, SIGHUP};
constexpr int kExitSignalled = 128;  // plus the number, as a shell reports it

// What a handler may touch: nothing but lock-free values outlives a signal safely.
std::atomic<int> handler_fd{-1};
std::atomic<bool> asked{false};
std::array<struct sigaction, kStopping.size()> previous;

void wake(int fd) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(fd, &one, sizeof one);
}

void on_signal(int number) {
  if (asked.exchange(true)) ::_exit(kExitSignalled + number);
  const int saved = errno;
  wake(handler_fd.load());
  errno = saved;
}

}  // namespace

Result<StopSignals> StopSignals::install() {
  assert(handler_fd == -1);
  const int fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) return Error{ErrorKind::Unavailable, "no descriptor for signals"};
  handler_fd = fd;
  asked = false;

  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < kStopping.size(); ++i) {
    ::sigaction(kStopping[i], &action, &previous[i]);
  }
  struct sigaction ignore{};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, nullptr);
  return StopSignals{fd};
}

StopSignals::~StopSignals() {
  if (fd_ < 0) return;
  for (std::size_t i = 0; i < kStopping.size(); ++i) {
    ::sigaction(kStopping[i], &previous[i], nullptr);
  }
  handler_fd = -1;
  ::close(fd_);
}

StopSignals::StopSignals(StopSignals&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}

bool StopSignals::requested() const {
  pollfd ready{.fd = fd_, .events = POLLIN, .revents = 0};
  return ::poll(&ready, 1, 0) == 1;
}

void StopSignals::request() {
  wake(fd_);
}

}  // namespace base
