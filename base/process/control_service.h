// The control socket of a daemon: one Unix socket where other programs of ours ask it by verb.
//
// Every daemon answers `status` (program, version, state, seconds since start) and adds its own
// verbs before start(). Who may ask: root, the daemon's own user, and the users it names; nobody
// else is heard. Served on the main thread, so its answers also show that this thread is alive.
// The bytes: base/ipc.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ipc/event_loop.h"
#include "base/ipc/server.h"
#include "base/process/daemon.h"
#include "base/process/service.h"
#include "base/unique_fd.h"

namespace base {

class ControlService : public Service {
 public:
  // The socket named "control" of the service manager, else <runtime directory>/control.sock.
  // `world` outlives this. A user this system does not have admits nobody.
  ControlService(DaemonWorld& world, std::vector<std::string> users);
  ~ControlService() override;

  // Before start(). The handler runs on the main thread.
  void handle(std::string verb, ipc::Server::Handler handler);

  std::string_view name() const override { return "control"; }
  Result<void> start() override;
  Result<void> stop(SteadyTime deadline) override;
  int fd() const override { return loop_.fd(); }
  std::optional<SteadyTime> next_time() const override { return loop_.next_timer(); }
  void on_ready() override;

 private:
  Result<ipc::Reply> status() const;

  DaemonWorld& world_;
  std::vector<std::string> users_;
  std::optional<UniqueFd> inherited_;
  std::vector<std::pair<std::string, ipc::Server::Handler>> verbs_;
  SteadyTime started_{};
  ipc::EventLoop loop_;
  std::unique_ptr<ipc::Server> server_;
};

}  // namespace base
