// custody: the command line, with the rights of whoever calls it.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/config/config.h"
#include "base/process/command_line.h"
#include "base/real_file_system.h"
#include "nvr/admin/admin_command.h"
#include "nvr/daemon/status_command.h"
#include "nvr/fleet/camera_fleet_command.h"
#include "nvr/store/store_command.h"
#include "nvr/store/store_erase.h"

namespace {

// What any command was given; each takes its own.
struct Given {
  std::string runtime;
  std::string socket;
  std::string account;
  std::string state = "/var/lib/custody/recorder";
  std::vector<std::string> volumes;
  std::vector<std::string> action;  // one word
  nvr::StoreCommand::List list;
  nvr::StoreCommand::Cat cat;
  nvr::StoreCommand::Check check;
  nvr::EraseAsked erase;
  bool json = false;
};

void add_status(base::CommandLine& command_line, Given& given) {
  auto& status = command_line.add_command("status", "Ask each program of this machine how it is");
  status.add_value("--runtime", "DIR", "Where their sockets are, instead of /run/custody",
                   given.runtime);
  status.add_flag("--json", "Print JSON instead of a table", given.json);
}

void add_admin(base::CommandLine& command_line, Given& given) {
  auto& admin = command_line.add_command(
      "admin", "What the console is for: claim-code, reset-access, status");
  admin.add_words("ACTION", "claim-code, reset-access or status", given.action, 1, 1);
  admin.add_value("--runtime", "DIR", "Where the sockets are, instead of /run/custody",
                  given.runtime);
  admin.add_value("--socket", "FILE", "The control socket of the device to ask, such as a camera's",
                  given.socket);
  admin.add_value("--account", "NAME", "reset-access: the administrator, where there are several",
                  given.account);
  admin.add_flag("--json", "Print JSON instead of a table or a sentence", given.json);
}

void add_store(base::CommandLine& command_line, Given& given) {
  auto& store =
      command_line.add_command("store", "Look at an archive: list, cat, check, rebuild; or erase");
  store.add_words("ACTION", "list, cat, check, rebuild or erase", given.action, 1, 1);
  store.add_value("--state", "DIR", "The recorder's state directory", given.state);
  store.add_values("--volume", "DIR", "A volume, instead of the one in the state directory",
                   given.volumes);
  store.add_flag("--json", "list, check: print JSON", given.json);
  store.add_value("--camera", "ID", "list, cat, erase: of this camera", given.list.camera);
  store.add_value("--from", "TIME", "cat: from this time, RFC 3339", given.cat.from);
  store.add_value("--to", "TIME", "cat: to this time", given.cat.to);
  store.add_value("--out", "FILE", "cat: the clip to write; erase: the certificate", given.cat.out);
  store.add_value("--key-file", "FILE",
                  "cat: the printed recovery key, or a recipient's PKCS#8 key", given.cat.key_file);
  store.add_value("--passphrase-file", "FILE", "cat: the passphrase of an encrypted key file",
                  given.cat.passphrase_file);
  store.add_value("--day", "DAY", "erase: this day, such as 2026-11-20", given.erase.day);
  store.add_value("--reason", "TEXT", "erase: why, for the journal and the certificate",
                  given.erase.reason);
  store.add_value("--runtime", "DIR", "erase: where the sockets are, instead of /run/custody",
                  given.runtime);
  store.add_flag("--deep", "check: read and hash every byte", given.check.deep);
  store.add_value("--signer", "FILE", "check: the certificate that vouches for the recorder",
                  given.check.signer);
}

base::Result<nvr::StatusCommand::Options> status_options(const base::CommandLine& command_line,
                                                         const Given& given) {
  nvr::StatusCommand::Options options;
  if (command_line.config_path()) {
    ASSIGN_OR_RETURN(base::Config config, base::load_config(*command_line.config_path()));
    options.runtime_directory = config.get_path("runtime_directory", options.runtime_directory);
    RETURN_IF_ERROR(config.finish());
  }
  if (!given.runtime.empty()) options.runtime_directory = given.runtime;
  options.json = given.json;
  return options;
}

int run_status(const base::CommandLine& command_line, const Given& given) {
  const auto options = status_options(command_line, given);
  if (!options) return command_line.misconfigured(options.error());
  return nvr::StatusCommand{*options}.run();
}

int run_reset_access(const base::CommandLine& command_line, const Given& given,
                     const std::filesystem::path& socket) {
  const auto reset = nvr::ask_reset_access(socket, given.account);
  if (!reset) return command_line.failure(reset.error());
  if (given.json) {
    std::printf("%s\n", reset->dump().c_str());
  } else {
    std::printf("Sign in as %s with this password, which has to be changed then:\n%s\n",
                reset->get_string("account").value().c_str(),
                reset->get_string("password").value().c_str());
  }
  return base::kExitOk;
}

int run_admin(const base::CommandLine& command_line, const Given& given) {
  const std::string& action = given.action.front();
  if (action == "status") return run_status(command_line, given);
  if (action != "claim-code" && action != "reset-access") {
    return command_line.usage_error("admin does claim-code, reset-access or status");
  }
  const auto options = status_options(command_line, given);
  if (!options) return command_line.misconfigured(options.error());
  const auto socket = given.socket.empty() ? options->runtime_directory / "control" / "control.sock"
                                           : std::filesystem::path{given.socket};
  if (action == "reset-access") return run_reset_access(command_line, given, socket);
  const auto code = nvr::ask_claim_code(socket);
  if (!code) return command_line.failure(code.error());
  std::printf("%s\n", code->c_str());
  return base::kExitOk;
}

int run_cat(const base::CommandLine& command_line, nvr::StoreCommand& store, Given& given) {
  given.cat.camera = given.list.camera;
  if (given.cat.camera.empty() || given.cat.from.empty() || given.cat.to.empty() ||
      given.cat.out.empty() || given.cat.key_file.empty()) {
    return command_line.usage_error("cat needs --camera, --from, --to, --out and --key-file");
  }
  const auto status = store.cat(given.cat);
  return status ? *status : command_line.failure(status.error());
}

int run_erase(const base::CommandLine& command_line, base::FileSystem& files, Given& given) {
  given.erase.camera = given.list.camera;
  given.erase.out = given.cat.out;
  if (given.erase.camera.empty() || given.erase.day.empty() || given.erase.reason.empty() ||
      given.erase.out.empty()) {
    return command_line.usage_error("erase needs --camera, --day, --reason and --out");
  }
  const auto options = status_options(command_line, given);
  if (!options) return command_line.misconfigured(options.error());
  given.erase.socket = (options->runtime_directory / "keeper" / "control.sock").string();
  if (const auto erased = nvr::erase_day(files, given.erase); !erased) {
    return command_line.failure(erased.error());
  }
  std::printf("%s  %s of camera %s opens nothing any more\n", given.erase.out.c_str(),
              given.erase.day.c_str(), given.erase.camera.c_str());
  return base::kExitOk;
}

int run_store(const base::CommandLine& command_line, Given& given) {
  base::RealFileSystem files;
  const base::RealClock clock;
  nvr::StoreCommand store{files, clock, {.state = given.state, .volumes = given.volumes}};
  given.list.json = given.json;
  given.check.json = given.json;
  const std::string& action = given.action.front();
  if (action == "cat") return run_cat(command_line, store, given);
  if (action == "erase") return run_erase(command_line, files, given);
  base::Result<int> status = base::kExitUsage;
  if (action == "list") {
    status = store.list(given.list);
  } else if (action == "check") {
    status = store.check(given.check);
  } else if (action == "rebuild") {
    status = store.rebuild();
  } else {
    return command_line.usage_error("store does list, cat, check, rebuild or erase");
  }
  return status ? *status : command_line.failure(status.error());
}

}  // namespace

int main(int argc, char** argv) {
  base::CommandLine command_line{"custody", "Command line of the Custody video recorder",
                                 CUSTODY_VERSION};
  Given given;
  add_status(command_line, given);
  add_admin(command_line, given);
  add_store(command_line, given);
  nvr::CameraFleetCommand camera_fleet{command_line};
  if (const auto exit_status = command_line.parse(argc, argv)) return *exit_status;
  if (command_line.command() == "admin") return run_admin(command_line, given);
  if (command_line.command() == nvr::CameraFleetCommand::kName) return camera_fleet.run();
  if (command_line.command() == "store") return run_store(command_line, given);
  return run_status(command_line, given);
}
