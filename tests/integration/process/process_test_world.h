// A machine for one test: mini_init over a root of its own, and calls to control sockets.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/ipc/client.h"
#include "base/random_id.h"
#include "tests/support/mini_init/mini_init.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/web_settings.h"

namespace process_test {

// Far longer than anything takes: a limit for what is broken, not a measure.
inline constexpr std::chrono::seconds kLong{60};

class World {
 public:
  World(std::string units, std::string programs)
      : init{{.layout = {.units = std::move(units),
                         .root = root_.path(),
                         .programs = std::move(programs)}}} {
    test_support::write_web_settings(root_.path(), CUSTODY_API_DIR "/openapi.json");
    test_support::write_camera_settings(root_.path(), CUSTODY_API_DIR "/camera.openapi.json");
  }

  // The real programs from their real units.
  static World real() { return {CUSTODY_UNITS_DIR, CUSTODY_BIN_DIR}; }
  // The probe from the units beside the tests.
  static World probe() { return {CUSTODY_TEST_DIR "/units", CUSTODY_TEST_BIN_DIR "/probe"}; }

  std::string root() const { return root_.path(); }
  std::string socket_of(const std::string& area) const {
    return root() + "/run/custody/" + area + "/control.sock";
  }

  base::Result<base::ipc::Reply> call(const std::string& area, const std::string& verb,
                                      base::Json::Object arguments = {}) {
    base::ipc::Client::Options options;
    options.path = socket_of(area);
    base::ipc::Client client{std::move(options), clock_, random_};
    return client.call(verb, {.arguments = base::Json{std::move(arguments)}}, kLong);
  }
  // What a verb of the probe answers; "error" when it does not.
  std::string ask(const std::string& area, const std::string& verb, base::Json::Object with = {}) {
    const auto reply = call(area, verb, std::move(with));
    if (!reply) return "error: " + reply.error().message;
    return reply->arguments.get_string("text").value();
  }

  bool run_until(const std::function<bool()>& done) { return init.run_until(done, kLong); }

 private:
  test_support::TemporaryDirectory root_;
  base::RealClock clock_;
  base::KernelIdSource random_;

 public:
  mini_init::MiniInit init;
};

}  // namespace process_test
