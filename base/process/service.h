// One part of a daemon with a life of its own: a listener, a reactor, a disk thread.
//
// A daemon starts its services in the order given and stops them in reverse. start() and stop()
// are called on the main thread, once each; healthy() too, between them.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace base {

class Service {
 public:
  virtual ~Service() = default;

  virtual std::string_view name() const = 0;

  // Returns when the service can be used. A failed start leaves nothing running.
  virtual Result<void> start() = 0;

  // Lets work in hand end until `deadline`, then drops it. ErrorKind::Timeout says that work was
  // dropped; the service has stopped all the same.
  virtual Result<void> stop(SteadyTime deadline) = 0;

  // Whether its work moves on. While any service says no, the watchdog is not fed and the service
  // manager restarts the daemon. Must not block.
  virtual bool healthy() const { return true; }
};

}  // namespace base
