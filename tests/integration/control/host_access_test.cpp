// Goal: host access and confirm-or-revert over the wire (R062, R063, R069). Method: custodyd from
// its real unit, with people at several addresses of loopback.

#include "tests/integration/control/control_world.h"
#include "tests/support/host_access_scenarios.h"

namespace host_access_test {
namespace {

class Custodyd {
 public:
  static const char* device() { return "recorder"; }
  static const char* name() { return "clerk"; }
  static const char* password() { return control_test::kPassword; }

  Custodyd() {
    world_.start();
    world_.claim();
  }
  http::Reactor& reactor() { return thread_.reactor(); }
  crypto::TlsContext tls() { return world_.tls(); }
  base::UniqueFd connect(const std::string& from) {
    return test_support::connect_from(from, world_.port());
  }
  void kill() { world_.kill(control_test::kControl); }
  void restart() { world_.restart(control_test::kControl); }
  const std::deque<std::string>& lines() {
    return world_.init().find(control_test::kControl)->lines();
  }
  bool wait(const std::function<bool()>& done) { return world_.wait(done); }

 private:
  control_test::ControlWorld world_;
  test_support::ClientThread thread_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Custodyd, HostAccessTest, Custodyd);

}  // namespace
}  // namespace host_access_test
