// The control socket of a daemon: one Unix socket where other programs of ours ask it by verb.
//
// Every daemon answers `status` (program, version, state, seconds since start) and adds its own
// verbs before start(). Who may ask: root, the daemon's own user, and the users it names; nobody
// else is heard, and a verb may be narrowed to some of them. Served on the main thread, so its
// answers also show that this thread is alive; everything but post() is called there.
// The bytes: base/ipc.
#pragma once

#include <functional>
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

  // Before start(). `users` are those of the service who may use the verb, root and the daemon's
  // own user besides ("root": nobody else); none named: all of them.
  void handle(std::string verb, ipc::Server::Handler handler, std::vector<std::string> users = {});
  // For an answer that is not ready at once: see ipc::Server.
  void handle_later(std::string verb, ipc::Server::LateHandler handler,
                    std::vector<std::string> users = {});

  // As ipc::Server's. Before start() and after stop() there is nobody to tell.
  void answer(ipc::ReplyTo to, Result<ipc::Reply> result);
  void subscribe(ipc::ReplyTo to);
  Result<void> push(ipc::ReplyTo to, std::string event, ipc::Payload payload);
  void on_closed(ipc::Server::OnClosed on_closed) { on_closed_ = std::move(on_closed); }

  // Any thread: runs `call` on the main thread, between two requests.
  void post(std::function<void()> call) { loop_.post(std::move(call)); }

  std::string_view name() const override { return "control"; }
  Result<void> start() override;
  Result<void> stop(SteadyTime deadline) override;
  int fd() const override { return loop_.fd(); }
  std::optional<SteadyTime> next_time() const override { return loop_.next_timer(); }
  void on_ready() override;

 private:
  struct Verb {
    ipc::Server::Handler handler;  // one of the two
    ipc::Server::LateHandler late_handler;
    std::vector<std::string> users;
  };

  void add(std::string name, Verb verb);
  Result<ipc::Reply> status() const;

  DaemonWorld& world_;
  std::vector<std::string> users_;
  std::optional<UniqueFd> inherited_;
  std::vector<std::pair<std::string, Verb>> verbs_;
  ipc::Server::OnClosed on_closed_;
  SteadyTime started_{};
  ipc::EventLoop loop_;
  std::unique_ptr<ipc::Server> server_;
};

}  // namespace base
