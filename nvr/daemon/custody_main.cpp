// custody: the command line, with the rights of whoever calls it.
#include <string>

#include "base/config/config.h"
#include "base/process/command_line.h"
#include "nvr/daemon/status_command.h"

namespace {

base::Result<nvr::StatusCommand::Options> settings(const base::CommandLine& command_line,
                                                   const std::string& runtime) {
  nvr::StatusCommand::Options options;
  if (command_line.config_path()) {
    ASSIGN_OR_RETURN(base::Config config, base::load_config(*command_line.config_path()));
    options.runtime_directory = config.get_path("runtime_directory", options.runtime_directory);
    RETURN_IF_ERROR(config.finish());
  }
  if (!runtime.empty()) options.runtime_directory = runtime;
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  base::CommandLine command_line{"custody", "Command line of the Custody video recorder",
                                 CUSTODY_VERSION};
  std::string runtime;
  bool json = false;
  auto& status = command_line.add_command("status", "Ask each program of this machine how it is");
  status.add_value("--runtime", "DIR", "Where their sockets are, instead of /run/custody", runtime);
  status.add_flag("--json", "Print JSON instead of a table", json);
  if (const auto exit_status = command_line.parse(argc, argv)) return *exit_status;

  auto options = settings(command_line, runtime);
  if (!options) return command_line.misconfigured(options.error());
  options->json = json;
  return nvr::StatusCommand{*options}.run();
}
