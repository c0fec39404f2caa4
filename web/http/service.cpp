#include "web/http/service.h"

#include <algorithm>
#include <future>
#include <utility>

namespace http {

using std::chrono::nanoseconds;

Service::Service(Reactor& reactor, const base::Clock& clock, Router router, crypto::TlsContext tls,
                 ServerOptions options)
    : reactor_{reactor},
      clock_{clock},
      server_{reactor, clock, std::move(router), std::move(tls), std::move(options)},
      asked_{std::make_shared<std::atomic<nanoseconds>>(nanoseconds{0})} {}

Service::~Service() {
  if (thread_.joinable()) (void)stop(clock_.steady());
}

base::Result<void> Service::start() {
  RETURN_IF_ERROR(server_.listen());
  thread_ = base::NamedThread{"https", [this] { reactor_.run(); }};
  return {};
}

base::Result<void> Service::stop(base::SteadyTime deadline) {
  std::promise<bool> finished;
  const nanoseconds patience = std::max(deadline - clock_.steady(), nanoseconds{0});
  server_.shutdown(patience, [&finished](bool complete) { finished.set_value(complete); });
  const bool complete = finished.get_future().get();
  reactor_.stop();
  thread_.join();
  if (complete) return {};
  return base::Error{base::ErrorKind::Timeout, "connections were cut"};
}

bool Service::healthy() const {
  const nanoseconds now = clock_.steady().time_since_epoch();
  nanoseconds none{0};
  if (asked_->compare_exchange_strong(none, now)) {
    reactor_.post([asked = asked_] { asked->store(nanoseconds{0}); });
    return true;
  }
  return now - none < kReactorRoundMax;
}

}  // namespace http
