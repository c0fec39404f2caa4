// A client of another program's control socket with a thread of its own, so that every thread of a
// daemon may ask.
//
// start(verb) and call() are safe from any thread. Answers, events and news of connections come on
// the caller's thread: what they call hands on what it got and does not block. Each start(verb) has
// exactly one answer; what is under way when the caller stops is answered Unavailable. What a call
// promises while the server is away: base/ipc/client.h.
// The other side: control_service.h. The bytes: docs/design/control-protocol.md.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/guarded.h"
#include "base/ipc/client.h"
#include "base/ipc/event_loop.h"
#include "base/named_thread.h"
#include "base/process/service.h"
#include "base/random_id.h"

namespace base {

class Caller : public Service {
 public:
  struct Options {
    std::string name;  // of the thread, at most 15 characters, and of the service
    ipc::Client::Options client;
    ipc::Client::OnEvent on_event{};
    // A connection is there, the first or another: time to subscribe. While this is set the caller
    // keeps itself connected; else it connects when it is asked something.
    std::function<void()> on_session{};
  };

  // `clock` outlives the caller.
  Caller(Options options, const Clock& clock);
  ~Caller() override;  // stops

  std::string_view name() const override { return options_.name; }
  Result<void> start() override;
  Result<void> stop(SteadyTime deadline) override;

  void start(std::string verb, ipc::Payload payload, std::chrono::nanoseconds timeout,
             ipc::Client::OnReply on_reply);

  // Waits for the answer; never on the caller's own thread.
  Result<ipc::Reply> call(std::string verb, ipc::Payload payload = {});
  Result<ipc::Reply> call(std::string verb, ipc::Payload payload, std::chrono::nanoseconds timeout);

 private:
  void run();
  void serve_client();

  Options options_;
  const Clock& clock_;
  KernelIdSource random_;
  ipc::EventLoop loop_;
  // The caller's thread alone:
  std::unique_ptr<ipc::Client> client_;
  std::optional<ipc::EventLoop::TimerId> timer_;
  std::uint64_t session_ = 0;

  Guarded<bool> open_{false};  // whether what is posted finds a thread
  NamedThread thread_;
};

}  // namespace base
