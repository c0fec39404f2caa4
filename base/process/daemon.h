// From main() to a running daemon and back to an exit status, the same way for all of them.
//
// In order: command line, hardening, what the service manager gave, configuration, services; then
// service_run.h until asked to stop. Exit status: 0 stopped in order; 1 failed; 2 bad usage; 78
// (EX_CONFIG) the configuration is wrong, which a restart cannot mend.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/config/config.h"
#include "base/log/logger.h"
#include "base/process/service.h"
#include "base/process/service_manager.h"

namespace base {

struct DaemonProgram {
  std::string_view name;     // "custody-recorder"
  std::string_view summary;  // one line, for --help
  std::string_view version;
  std::string_view area;  // "recorder": names its file in /etc/custody and its folders
};

// What a daemon builds its services from; all of it outlives them.
struct DaemonWorld {
  const DaemonProgram& program;
  Config& config;
  const Logger& logger;
  const Clock& clock;
  const Credentials& credentials;
  std::vector<ListenDescriptor> listening;  // take what is yours; who leaves one, fails to start
  std::filesystem::path state_directory;    // /var/lib/custody/<area>
  std::filesystem::path runtime_directory;  // /run/custody/<area>
  std::function<void(Error)> fail;          // as ServiceRun::fail()
};

// Reads settings and makes services, but starts nothing. Service order is start order.
using BuildServices = Result<std::vector<std::unique_ptr<Service>>> (*)(DaemonWorld& world);

// Everything main() does.
int run_daemon(int argc, const char* const* argv, const DaemonProgram& program,
               BuildServices build);

}  // namespace base
