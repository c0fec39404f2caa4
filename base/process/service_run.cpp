#include "base/process/service_run.h"

#include <poll.h>

#include <algorithm>

#include "base/event/catalogue.h"
#include "base/process/shutdown_limit.h"

namespace base {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPastDeadline = std::chrono::seconds{1};
constexpr milliseconds kUnwatchedWait = std::chrono::hours{1};

}  // namespace

ServiceRun::ServiceRun(const Logger& logger, const Clock& clock, const Notifier& notifier,
                       StopSignals& stop_signals, Options options)
    : logger_{logger},
      clock_{clock},
      notifier_{notifier},
      stop_signals_{stop_signals},
      options_{std::move(options)} {}

void ServiceRun::fail(Error reason) {
  const std::lock_guard lock{failure_mutex_};
  if (!failure_) failure_ = std::move(reason);
  stop_signals_.request();
}

int ServiceRun::run(std::vector<std::unique_ptr<Service>> services) {
  services_ = std::move(services);
  logger_.log(
      Event{events::kServiceStarted, options_.program, {{"version", Json{options_.version}}}});
  if (!start_all()) return 1;

  notifier_.ready("serving");
  logger_.log(Event{events::kServiceReady, options_.program, {}});
  watch_until_stop();

  notifier_.stopping();
  std::optional<Error> failure;
  {
    const std::lock_guard lock{failure_mutex_};
    failure = failure_;
  }
  if (failure) log_failure(*failure);
  logger_.log(Event{events::kServiceStopping, options_.program, {}});
  const bool in_order = stop_first(services_.size());
  logger_.log(Event{events::kServiceStopped, options_.program, {}});
  return in_order && !failure ? 0 : 1;
}

bool ServiceRun::start_all() {
  for (std::size_t i = 0; i < services_.size(); ++i) {
    if (const auto started = services_[i]->start(); !started) {
      log_failure({started.error().kind,
                   std::string{services_[i]->name()} + ": " + started.error().message});
      stop_first(i);
      return false;
    }
  }
  return true;
}

void ServiceRun::watch_until_stop() {
  const auto interval = notifier_.watchdog_interval();
  const auto wait = interval ? std::chrono::floor<milliseconds>(*interval) : kUnwatchedWait;
  pollfd stop{.fd = stop_signals_.fd(), .events = POLLIN, .revents = 0};
  do {
    if (interval) feed_watchdog();
    // An interrupted wait only feeds early.
  } while (::poll(&stop, 1, static_cast<int>(std::max(wait, milliseconds{1}).count())) != 1);
}

void ServiceRun::feed_watchdog() {
  const auto stuck =
      std::ranges::find_if_not(services_, [](const auto& service) { return service->healthy(); });
  const bool healthy = stuck == services_.end();
  if (healthy) notifier_.watchdog();
  if (healthy == was_healthy_) return;
  was_healthy_ = healthy;
  if (healthy) {
    notifier_.status("serving");
    logger_.log(Severity::Notice, "service-recovered");
  } else {
    notifier_.status(std::string{(*stuck)->name()} + " is stuck");
    logger_.log(Severity::Error, "service-stuck", {{"service", Json{(*stuck)->name()}}});
  }
}

bool ServiceRun::stop_first(std::size_t count) {
  const ShutdownLimit limit{options_.program, options_.stop_time_max + kPastDeadline};
  const SteadyTime deadline = clock_.steady() + options_.stop_time_max;
  bool in_order = true;
  for (std::size_t i = count; i > 0; --i) {
    Service& service = *services_[i - 1];
    const auto stopped = service.stop(deadline);
    if (stopped) continue;
    in_order = false;
    logger_.log(
        Event{events::kShutdownOverran,
              options_.program,
              {{"service", Json{service.name()}}, {"reason", Json{stopped.error().message}}}});
  }
  return in_order;
}

void ServiceRun::log_failure(const Error& reason) {
  logger_.log(Event{events::kServiceFailed, options_.program, {{"reason", Json{reason.message}}}});
}

}  // namespace base
