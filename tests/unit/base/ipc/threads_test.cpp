// Goal: a server in its own thread serves many clients in theirs; run under TSan, this is the proof
// that they share nothing but sockets.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/ipc/client.h"
#include "base/ipc/server.h"
#include "tests/support/memory_log.h"
#include "tests/unit/base/ipc/ipc_fixture.h"

namespace base::ipc {
namespace {

using namespace std::chrono_literals;

TEST(ThreadsTest, ThousandRoundTripsFromFourClientsAndNoneIsMixedUp) {
  const TemporaryDirectory folder;
  const std::string path = folder / "control.sock";
  const RealClock clock;
  test_support::MemoryLog log;
  EventLoop loop{clock};
  Server server{loop,
                Listener::bind_at(path).value(),
                {.name = "test"},
                Logger{log, clock, "server"},
                only_uids({::getuid()})};
  int handled = 0;
  server.handle("echo", [&handled](Request request) {
    ++handled;
    return std::move(request.payload);
  });
  const auto before = open_descriptors();
  std::thread serving{[&loop] { loop.run(); }};

  std::atomic<int> right{0};
  const auto ask = [&](int who) {
    KernelIdSource random;
    Client client{{.path = path, .timeout = 1min}, clock, random};
    for (int i = 0; i < 250; ++i) {
      const std::string note = std::to_string(who) + "/" + std::to_string(i);
      Payload payload{no_arguments(), to_bytes(note), {}};
      if (i % 50 == 0) payload.descriptors.push_back(memory_file(note));
      const auto reply = client.call("echo", std::move(payload));
      if (!reply || as_text(reply->body) != note) continue;
      if (i % 50 == 0 && content(reply->descriptors.at(0)) != note) continue;
      ++right;
    }
  };
  std::vector<std::thread> asking;
  for (int who = 0; who < 4; ++who) asking.emplace_back(ask, who);
  for (std::thread& thread : asking) thread.join();
  loop.stop();
  serving.join();

  EXPECT_EQ(right, 1000);
  EXPECT_EQ(handled, 1000);
  while (server.connections() > 0) loop.poll_once(1min);
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace base::ipc
