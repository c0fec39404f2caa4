// Ends the process when its shutdown hangs: a daemon that cannot be stopped is worse than one that
// is stopped in the middle.
//
// One at a time per process; made and destroyed on the main thread. It uses SIGALRM, so it also
// works when every thread hangs.
#pragma once

#include <chrono>
#include <string_view>

namespace base {

class ShutdownLimit {
 public:
  // Unless destroyed before, says so on standard error and exits 1 after `time`.
  ShutdownLimit(std::string_view program, std::chrono::milliseconds time);
  ~ShutdownLimit();
  ShutdownLimit(const ShutdownLimit&) = delete;
  ShutdownLimit& operator=(const ShutdownLimit&) = delete;
};

}  // namespace base
