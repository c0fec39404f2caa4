// SIGTERM, SIGINT and SIGHUP as something to poll: the first asks to stop, the second ends the
// process at once, even when its main thread hangs. SIGPIPE is ignored for good.
//
// One object per process, made before any thread. Handlers and not a signal mask, because a mask
// would be inherited by every program started. The fd and requested() may be used on any thread.
#pragma once

#include <utility>

#include "base/result.h"
#include "base/unique_fd.h"

namespace base {

class StopSignals {
 public:
  static Result<StopSignals> install();
  ~StopSignals();  // puts the previous handlers back
  StopSignals(StopSignals&&) noexcept = default;
  StopSignals& operator=(StopSignals&&) = delete;

  int fd() const { return event_.get(); }  // readable once a stop was asked for; never read it
  bool requested() const;
  void request();  // as the first signal does; safe on any thread

 private:
  explicit StopSignals(UniqueFd event) : event_{std::move(event)} {}

  UniqueFd event_;
};

}  // namespace base
