#include "rtsp/service.h"

#include <utility>

#include "web/http/service.h"

namespace rtsp {

using std::chrono::nanoseconds;

Service::Service(http::Reactor& reactor, const base::Clock& clock,
                 std::vector<std::unique_ptr<Server>> servers)
    : reactor_{reactor},
      clock_{clock},
      servers_{std::move(servers)},
      asked_{std::make_shared<std::atomic<nanoseconds>>(nanoseconds{0})} {}

Service::~Service() {
  if (thread_.joinable()) (void)stop(clock_.steady());
}

base::Result<void> Service::start() {
  for (const auto& server : servers_) RETURN_IF_ERROR(server->listen());
  thread_ = base::NamedThread{"rtsp", [this] { reactor_.run(); }};
  return {};
}

// A live stream has no end to wait for.
base::Result<void> Service::stop(base::SteadyTime /*deadline*/) {
  reactor_.post([this] {
    for (const auto& server : servers_) server->close();
    reactor_.post([this] { reactor_.stop(); });  // after what close() posted
  });
  thread_.join();
  return {};
}

bool Service::healthy() const {
  const nanoseconds now = clock_.steady().time_since_epoch();
  nanoseconds none{0};
  if (asked_->compare_exchange_strong(none, now)) {
    reactor_.post([asked = asked_] { asked->store(nanoseconds{0}); });
    return true;
  }
  return now - none < http::kReactorRoundMax;
}

}  // namespace rtsp
