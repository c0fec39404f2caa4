// mini_init: see mini_init.h. Prints one line per unit it starts and every line the services
// print; ends, with everything it started, on Ctrl-C or when a service has failed for good.
#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/process/command_line.h"
#include "base/process/stop_signals.h"
#include "tests/support/mini_init/mini_init.h"

namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string units;
  std::string root;
  std::string programs;
  std::vector<std::string> listen;
  std::vector<std::string> credentials;
  std::vector<std::string> environment;
  std::vector<std::string> start;
};

bool split_into(const std::vector<std::string>& pairs, auto& map) {
  for (const std::string& pair : pairs) {
    const auto equals = pair.find('=');
    if (equals == 0 || equals == std::string::npos) return false;
    map[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return true;
}

void print(std::string_view prefix, std::string_view line) {
  const std::string whole = "[" + std::string{prefix} + "] " + std::string{line} + "\n";
  std::fputs(whole.c_str(), stdout);
  std::fflush(stdout);
}

void print_not_applied(const mini_init::SupervisedService& service) {
  std::string all;
  for (const std::string& directive : service.unit().not_applied) {
    const std::string name = directive.substr(0, directive.find('='));
    if (all.find(" " + name) == std::string::npos) all += " " + name;
  }
  if (!all.empty()) print(service.unit().name, "not applied here:" + all);
}

// Adopted from services that left them behind (we are their subreaper); services themselves are
// collected by MiniInit.
void reap_orphans(mini_init::MiniInit& init) {
  for (;;) {
    siginfo_t ended{};
    if (::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) != 0 || ended.si_pid == 0) return;
    const bool is_service = std::ranges::any_of(init.services(), [&](const std::string& name) {
      return init.find(name)->pid() == ended.si_pid;
    });
    if (is_service) return;
    ::waitpid(ended.si_pid, nullptr, WNOHANG);
  }
}

int serve(mini_init::MiniInit& init, const std::vector<std::string>& units,
          const base::StopSignals& signals) {
  for (const std::string& unit : units) {
    if (signals.requested()) break;
    const auto started = init.start(unit);
    if (!started) {
      print("mini_init", started.error().message);
      return base::kExitFailure;
    }
    print("mini_init", unit + (unit.ends_with(".service") ? " is ready" : " is started"));
  }
  for (const std::string& name : init.services()) print_not_applied(*init.find(name));

  const auto failed = [&init](const std::string& name) {
    return init.find(name)->state() == mini_init::State::Failed;
  };
  const auto any_failed = [&] { return std::ranges::any_of(init.services(), failed); };
  while (!signals.requested() && !any_failed()) {
    init.run_until([&] { return signals.requested() || any_failed(); }, std::chrono::seconds{1},
                   signals.fd());
    reap_orphans(init);
  }
  const auto culprit = std::ranges::find_if(init.services(), failed);
  if (culprit == init.services().end()) return base::kExitOk;
  print("mini_init", *culprit + " has failed");
  return base::kExitFailure;
}

}  // namespace

int main(int argc, char** argv) {
  base::CommandLine command_line{"mini_init", "Starts programs from systemd units, below one root",
                                 "0.1.0"};
  Arguments given;
  auto& options = command_line.options();
  using base::Presence;
  options.add_value("--units", "DIR", "Where the unit files are", given.units, Presence::Required);
  options.add_value("--root", "DIR", "Holds run/, state/ and etc/", given.root, Presence::Required);
  options.add_value("--bin", "DIR", "Where the programs are", given.programs, Presence::Required);
  options.add_values("--listen", "NAME=ADDR", "Another address for a socket", given.listen);
  options.add_values("--credential", "NAME=FILE", "Another file for a credential",
                     given.credentials);
  options.add_values("--env", "NAME=VALUE", "A variable for every service", given.environment);
  options.add_words("UNIT", "What to start, in this order", given.start, 1, 100);
  if (const auto status = command_line.parse(argc, argv)) return *status;

  mini_init::MiniInit::Options init_options{
      .layout = {.units = fs::absolute(given.units).lexically_normal(),
                 .root = fs::absolute(given.root).lexically_normal(),
                 .programs = fs::absolute(given.programs).lexically_normal()},
      .environment = given.environment,
      .on_line = print};
  if (!split_into(given.listen, init_options.listen) ||
      !split_into(given.credentials, init_options.credentials)) {
    return command_line.usage_error("--listen and --credential need NAME=VALUE");
  }
  const auto signals = base::StopSignals::install();
  if (!signals) return command_line.usage_error(signals.error().message);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);

  mini_init::MiniInit init{std::move(init_options)};
  const int status = serve(init, given.start, *signals);
  init.stop_all();
  reap_orphans(init);
  return status;
}
