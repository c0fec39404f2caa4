// Goal: host access and confirm-or-revert on the camera, its streams included (R062, R063, R069).
// Method: the real program from its real unit, with people at several addresses of loopback.

#include <signal.h>

#include "tests/integration/camera/camera_world.h"
#include "tests/support/host_access_scenarios.h"

namespace host_access_test {
namespace {

class Camera {
 public:
  static const char* device() { return "camera"; }
  static const char* name() { return "demo"; }
  static const char* password() { return camera_test::kPassword; }

  Camera() {
    if (world_.claim().status != 201) throw std::runtime_error{"cannot be claimed"};
  }
  http::Reactor& reactor() { return world_.client_reactor(); }
  crypto::TlsContext tls() { return world_.client_tls({"http/1.1"}); }
  base::UniqueFd connect(const std::string& from) {
    return test_support::connect_from(from, world_.https);
  }
  std::uint16_t rtsp() { return world_.rtsp; }
  void kill() {
    auto& daemon = world_.daemon();
    const int starts = daemon.starts();
    forget_ports();
    daemon.send_signal(SIGKILL);
    await([&] { return daemon.starts() > starts; });
  }
  void restart() {
    forget_ports();
    world_.stop();
    world_.start();
  }
  const std::deque<std::string>& lines() { return world_.daemon().lines(); }
  bool wait(const std::function<bool()>& done) { return world_.run_until(done); }

 private:
  void forget_ports() { world_.https = world_.rtsps = world_.rtsp = 0; }
  void await(const std::function<bool()>& started) {
    const auto there = [&] { return started() && world_.https != 0 && world_.rtsp != 0; };
    if (!world_.run_until(there)) throw std::runtime_error{"it does not come back"};
  }

  camera_test::CameraWorld world_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Camera, HostAccessTest, Camera);

// Whether anything but an end comes.
bool hears_something(int socket) {
  const timeval limit{.tv_sec = 60, .tv_usec = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  char byte = 0;
  return ::recv(socket, &byte, 1, 0) != 0;
}

using HostsOfStreams = HostAccessTest<Camera>;

TEST_F(HostsOfStreams, AHostOutsideLosesItsStreamAndGetsNoOther) {
  const auto open = test_support::connect_from("127.0.0.3", world_.rtsp());
  ASSERT_TRUE(open);
  ASSERT_EQ(put(list_of({"127.0.0.2"}, 0)).status, 200);
  EXPECT_FALSE(hears_something(open.get()));
  const auto another = test_support::connect_from("127.0.0.3", world_.rtsp());
  ASSERT_TRUE(another);
  EXPECT_FALSE(hears_something(another.get()));
  EXPECT_TRUE(logged(R"("subject":"rtsp")"));
}

}  // namespace
}  // namespace host_access_test
