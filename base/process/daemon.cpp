#include "base/process/daemon.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "base/event/catalogue.h"
#include "base/process/command_line.h"
#include "base/process/hardening.h"
#include "base/process/service_run.h"
#include "base/process/stop_signals.h"

namespace base {
namespace {

// One line per mistake, each after the program's name.
void complain(std::string_view program, std::string_view lines) {
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const std::string line = std::string{program} + ": " + std::string{lines.substr(0, end)} + "\n";
    std::fputs(line.c_str(), stderr);
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
}

// The first of the folders in `variable`, which the service manager made for us.
std::filesystem::path folder(const char* variable, std::string_view parent, std::string_view area) {
  const char* value = std::getenv(variable);
  const std::string_view given = value == nullptr ? "" : value;
  const auto first = given.substr(0, given.find(':'));
  if (first.starts_with('/')) return first;
  return std::filesystem::path{parent} / area;
}

// An own file must exist; without one, the usual file may.
Result<Config> configuration(const std::optional<std::filesystem::path>& own,
                             std::string_view area) {
  if (own) return load_config(*own);
  const auto usual =
      folder("CONFIGURATION_DIRECTORY", "/etc", "custody") / (std::string{area} + ".toml");
  std::error_code unreadable;
  const bool absent = !std::filesystem::exists(usual, unreadable) && !unreadable;
  if (absent) return Config::empty();
  return load_config(usual);
}

class DaemonStart {
 public:
  DaemonStart(const DaemonProgram& program, BuildServices build)
      : program_{program}, build_{build}, logger_{sink_, clock_, std::string{program.name}} {}

  int run(const CommandLine& command_line) {
    if (const auto hardened = harden_process(); !hardened) return failed(hardened.error());
    auto stop_signals = StopSignals::install();
    if (!stop_signals) return failed(stop_signals.error());
    auto notifier = Notifier::from_environment();
    if (!notifier) return failed(notifier.error());
    auto listening = listen_descriptors();
    if (!listening) return failed(listening.error());
    const auto credentials = Credentials::from_environment();

    auto config = configuration(command_line.config_path(), program_.area);
    if (!config) return misconfigured(config.error());
    const auto stop_time = config->get_duration("stop_time", std::chrono::seconds{10},
                                                {std::chrono::seconds{1}, std::chrono::minutes{5}});

    ServiceRun life{logger_,
                    clock_,
                    *notifier,
                    *stop_signals,
                    {.program = std::string{program_.name},
                     .version = std::string{program_.version},
                     .stop_time_max = stop_time}};
    DaemonWorld world{
        .program = program_,
        .config = *config,
        .logger = logger_,
        .clock = clock_,
        .credentials = credentials,
        .listening = std::move(*listening),
        .state_directory = folder("STATE_DIRECTORY", "/var/lib/custody", program_.area),
        .runtime_directory = folder("RUNTIME_DIRECTORY", "/run/custody", program_.area),
        .fail = [&life](Error reason) { life.fail(std::move(reason)); }};
    auto services = build_(world);
    // A mistake in the file is the likelier reason for a failed build, so it is told first.
    if (const auto finished = config->finish(); !finished) return misconfigured(finished.error());
    if (!services) return failed(services.error());
    if (!world.listening.empty()) {
      return failed({ErrorKind::InvalidInput,
                     "no use for the socket named '" + world.listening.front().name + "'"});
    }
    return life.run(std::move(*services));
  }

  int failed(const Error& reason) {
    logger_.log(Event{
        events::kServiceFailed, std::string{program_.name}, {{"reason", Json{reason.message}}}});
    return kExitFailure;
  }

 private:
  int misconfigured(const Error& reason) {
    complain(program_.name, reason.message);
    return kExitConfig;
  }

  const DaemonProgram& program_;
  BuildServices build_;
  StderrSink sink_;
  RealClock clock_;
  Logger logger_;
};

}  // namespace

int run_daemon(int argc, const char* const* argv, const DaemonProgram& program,
               BuildServices build) {
  CommandLine command_line{program.name, program.summary, program.version};
  if (const auto status = command_line.parse(argc, argv)) return *status;
  DaemonStart start{program, build};
  try {
    return start.run(command_line);
  } catch (const std::exception& broken) {  // a broken promise at start: see base/result.h
    return start.failed({ErrorKind::Unavailable, broken.what()});
  }
}

}  // namespace base
