#include "base/process/shutdown_limit.h"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>

namespace base {
namespace {

// Composed beforehand: a signal handler may not allocate.
std::string last_words;

void on_alarm(int) {
  [[maybe_unused]] const auto written =
      ::write(STDERR_FILENO, last_words.data(), last_words.size());
  ::_exit(1);
}

void set_timer(std::chrono::milliseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const std::chrono::microseconds rest = time - seconds;
  const itimerval timer{.it_interval = {},
                        .it_value = {.tv_sec = seconds.count(), .tv_usec = rest.count()}};
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace

ShutdownLimit::ShutdownLimit(std::string_view program, std::chrono::milliseconds time) {
  last_words = std::string{program} + ": shutdown hangs; ending at once\n";
  struct sigaction action{};
  action.sa_handler = on_alarm;
  ::sigaction(SIGALRM, &action, nullptr);
  set_timer(time);
}

ShutdownLimit::~ShutdownLimit() {
  set_timer(std::chrono::milliseconds{0});
}

}  // namespace base
