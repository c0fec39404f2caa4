// The HTTPS server as a part of a daemon: a thread that runs the reactor, from start() to stop().
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/named_thread.h"
#include "base/process/service.h"
#include "web/http/io/reactor.h"
#include "web/http/server.h"

namespace http {

class Service : public base::Service {
 public:
  // `reactor` and `clock` outlive the service; nobody else runs the reactor.
  Service(Reactor& reactor, const base::Clock& clock, Router router, crypto::TlsContext tls,
          ServerOptions options);
  ~Service() override;  // stops at once what still runs

  std::string_view name() const override { return "https"; }
  base::Result<void> start() override;
  base::Result<void> stop(base::SteadyTime deadline) override;
  bool healthy() const override;  // the reactor came round within kReactorRoundMax

  Server& server() { return server_; }

 private:
  Reactor& reactor_;
  const base::Clock& clock_;
  Server server_;
  base::NamedThread thread_;
  // When the reactor was last asked for a sign of life it has not given yet; zero: none is due.
  std::shared_ptr<std::atomic<std::chrono::nanoseconds>> asked_;
};

inline constexpr std::chrono::seconds kReactorRoundMax{10};

}  // namespace http
