// Starts our programs as systemd would, from the same unit files, where systemd is not PID 1: in
// tests and in a checkout.
//
//   MiniInit init{{.layout = {.units = ..., .root = ..., .programs = ...}}};
//   SupervisedService* daemon = init.start("custodyd.service").value();
//
// Everything happens while one of its functions runs: a test that waits for something uses
// run_until(). Single-threaded; stops everything when destroyed.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "tests/support/mini_init/layout.h"
#include "tests/support/mini_init/supervised_service.h"

namespace mini_init {

class MiniInit {
 public:
  struct Options {
    Layout layout{};
    std::map<std::string, std::string> listen{};  // FileDescriptorName -> address instead
    CredentialFiles credentials{};                // name -> file instead
    std::vector<std::string> environment{};       // NAME=value for every service
    SupervisedService::OnLine on_line = [](std::string_view, std::string_view) {};
  };

  explicit MiniInit(Options options);
  ~MiniInit();

  // Starts what the unit requires and wants, then the unit, each after what it names in After=,
  // and returns when it is ready. A .socket listens, and its service starts with the first
  // connection; for a .target or .socket the result is null. An error leaves running what had
  // started before.
  base::Result<SupervisedService*> start(const std::string& unit);

  // Waits for it to end; SIGKILL after its TimeoutStopSec.
  void stop(const std::string& unit);
  void stop_all();  // in the reverse order of their starts

  SupervisedService* find(const std::string& unit);
  // The started services, in the order of their starts.
  const std::vector<std::string>& services() const { return order_; }

  // Serves all until `done` holds or `time` is over; whether it holds. `wake_fd`, if any, ends a
  // wait when it is readable.
  bool run_until(const std::function<bool()>& done, std::chrono::milliseconds time,
                 int wake_fd = -1);

 private:
  base::Result<Unit> load(const std::string& name) const;
  bool exists(const std::string& name) const;
  base::Result<void> start_ordered(const std::string& name, std::set<std::string>& under_way);
  base::Result<void> start_first(const Unit& unit, std::set<std::string>& under_way);
  base::Result<SupervisedService*> service(const Unit& unit);
  base::Result<void> start_socket(const Unit& unit);
  base::Result<void> start_service(const Unit& unit);
  void poll_once(base::SteadyTime until, int wake_fd);

  Options options_;
  base::RealClock clock_;
  std::map<std::string, std::unique_ptr<SupervisedService>> all_;
  std::vector<std::string> order_;
  std::set<std::string> listening_;  // started .socket units
};

}  // namespace mini_init
