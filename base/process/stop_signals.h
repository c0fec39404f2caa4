// SIGTERM, SIGINT and SIGHUP as something to poll: the first asks to stop, the second ends the
// process at once, even when its main thread hangs. SIGPIPE is ignored for good.
//
// One object per process, made before any thread. Handlers and not a signal mask, because a mask
// would be inherited by every program started. The fd and requested() may be used on any thread.
#pragma once

#include "base/result.h"

namespace base {

class StopSignals {
 public:
  static Result<StopSignals> install();
  ~StopSignals();  // puts the previous handlers back
  StopSignals(StopSignals&& other) noexcept;
  StopSignals& operator=(StopSignals&&) = delete;

  int fd() const { return fd_; }  // readable once a stop was asked for; never read it
  bool requested() const;
  void request();  // as the first signal does; safe on any thread

 private:
  explicit StopSignals(int fd) : fd_{fd} {}

  int fd_;
};

}  // namespace base
