// The life of a daemon between its start and its exit status: start every service, say READY, feed
// the watchdog while all are healthy, and when asked stop them in reverse within a time limit.
//
// Runs on the main thread. fail() may be called from any thread.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log/logger.h"
#include "base/process/service.h"
#include "base/process/service_manager.h"
#include "base/process/stop_signals.h"

namespace base {

class ServiceRun {
 public:
  struct Options {
    std::string program;
    std::string version;
    // Shared by all services. Past it, and a second more, the process ends where it stands.
    std::chrono::milliseconds stop_time_max = std::chrono::seconds{10};
  };

  // All outlive the run.
  ServiceRun(const Logger& logger, const Clock& clock, const Notifier& notifier,
             StopSignals& stop_signals, Options options);

  // A service that cannot go on: the daemon stops and exits 1. The first reason is kept.
  void fail(Error reason);

  // Returns the exit status: 0 after an asked stop in order, else 1.
  int run(std::vector<std::unique_ptr<Service>> services);

 private:
  bool start_all();         // on a failure, stops what had started
  void watch_until_stop();  // feeds the watchdog meanwhile
  void feed_watchdog();
  bool stop_first(std::size_t count);  // the first `count` services, in reverse
  void log_failure(const Error& reason);

  const Logger& logger_;
  const Clock& clock_;
  const Notifier& notifier_;
  StopSignals& stop_signals_;
  Options options_;
  std::vector<std::unique_ptr<Service>> services_;
  bool was_healthy_ = true;
  std::mutex failure_mutex_;
  std::optional<Error> failure_;
};

}  // namespace base
