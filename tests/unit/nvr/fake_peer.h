// Another program of ours, played by the test: a control socket on a thread of its own until it
// goes.
#pragma once

#include <unistd.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/guarded.h"
#include "base/ipc/listener.h"
#include "base/ipc/server.h"
#include "base/named_thread.h"
#include "tests/support/memory_log.h"

namespace nvr_test {

class FakePeer {
 public:
  // `prepare` adds verbs.
  FakePeer(const std::string& path, const std::function<void(base::ipc::Server&)>& prepare)
      : loop_{clock_} {
    server_.emplace(loop_, base::ipc::Listener::bind_at(path).value(),
                    base::ipc::Server::Options{.name = "fake"}, base::Logger{log_, clock_, "fake"},
                    base::ipc::only_uids({::getuid()}));
    prepare(*server_);
    thread_ = base::NamedThread{"fake peer", [this] { loop_.run(); }};
  }
  ~FakePeer() {
    loop_.stop();
    thread_.join();
  }
  FakePeer(const FakePeer&) = delete;
  FakePeer& operator=(const FakePeer&) = delete;

  // On the peer's thread, in order.
  void post(std::function<void(base::ipc::Server&)> call) {
    loop_.post([this, call = std::move(call)] { call(*server_); });
  }

 private:
  base::RealClock clock_;
  test_support::MemoryLog log_;
  base::ipc::EventLoop loop_;
  std::optional<base::ipc::Server> server_;
  base::NamedThread thread_;
};

}  // namespace nvr_test
