// What a unit file tells mini_init to do.
//
// The subset of systemd's directives that start, watch, restart and connect programs. Directives
// that only take privileges away are collected as `not_applied`; any other unknown one is an
// error, so that a unit never means more than what is tested. Specifications: systemd.unit(5),
// systemd.service(5), systemd.exec(5), systemd.socket(5).
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tests/support/mini_init/layout.h"

namespace mini_init {

enum class Readiness { Notify, AtExec };  // Type=notify; Type=exec and Type=simple
enum class Restart { No, OnFailure, Always };

struct DeclaredCredential {
  std::string name;
  // A file (LoadCredential) or the text itself (SetCredential). Empty: from the system's store,
  // where a service may find none; here it has one only when it is given another file.
  std::string source;
  bool literal;
};

struct ListenSocket {
  std::string name;     // FileDescriptorName=
  std::string address;  // a path, or HOST:PORT
  unsigned mode = 0600;
  bool remove_on_stop = false;
};

struct Unit {
  std::string name;  // "custodyd.service"

  // [Unit] and [Install]
  std::vector<std::string> after;
  std::vector<std::string> requires_units;
  std::vector<std::string> wants;
  int start_limit_burst = 5;
  std::chrono::milliseconds start_limit_interval = std::chrono::seconds{10};

  // [Service]
  Readiness readiness = Readiness::AtExec;
  std::vector<std::string> command;  // mapped into the build tree
  std::vector<std::string> environment;
  std::set<std::string> unset_environment;
  std::chrono::milliseconds watchdog{0};  // 0: none
  std::chrono::milliseconds start_time_max = std::chrono::seconds{90};
  std::chrono::milliseconds stop_time_max = std::chrono::seconds{90};
  Restart restart = Restart::No;
  std::chrono::milliseconds restart_delay{100};
  std::set<int> restart_prevented_by;  // RestartPreventExitStatus=
  std::vector<DeclaredCredential> credentials;
  std::vector<std::string> runtime_directories;
  std::vector<std::string> state_directories;
  std::vector<std::string> configuration_directories;
  std::vector<std::string> socket_units;  // Sockets=, else the .socket of the same name

  // [Socket]
  std::vector<ListenSocket> listens;
  std::string activates;  // Service=, else the .service of the same name

  std::vector<std::string> not_applied;  // "ProtectSystem=strict"
};

base::Result<Unit> read_unit(std::string_view text, std::string_view name, const Layout& layout);

// "5s", "1min 30s", a bare number of seconds, "infinity" (none: 0).
base::Result<std::chrono::milliseconds> parse_time_span(std::string_view text);

}  // namespace mini_init
