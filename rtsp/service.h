// RTSP servers as a part of a daemon: one thread that runs their reactor, from start() to stop().
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/named_thread.h"
#include "base/process/service.h"
#include "rtsp/server.h"
#include "web/http/io/reactor.h"

namespace rtsp {

class Service : public base::Service {
 public:
  // `reactor` and `clock` outlive the service; nobody else runs the reactor.
  Service(http::Reactor& reactor, const base::Clock& clock,
          std::vector<std::unique_ptr<Server>> servers);
  ~Service() override;

  std::string_view name() const override { return "rtsp"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;
  bool healthy() const override;  // the reactor came round within kReactorRoundMax

  Server& server(std::size_t index) { return *servers_[index]; }

 private:
  http::Reactor& reactor_;
  const base::Clock& clock_;
  std::vector<std::unique_ptr<Server>> servers_;
  base::NamedThread thread_;
  // When the reactor was last asked for a sign of life it has not given yet; zero: none is due.
  std::shared_ptr<std::atomic<std::chrono::nanoseconds>> asked_;
};

}  // namespace rtsp
