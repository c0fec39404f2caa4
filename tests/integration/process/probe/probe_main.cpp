// custody_probe: a daemon on the frame of all daemons, which tells by control verbs what it was
// given, and fails in any way it is asked to.
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/process/control_service.h"
#include "base/process/daemon.h"

namespace {

using base::Result;
using base::ipc::Reply;
using base::ipc::Request;

Result<Reply> text(std::string value) {
  Reply reply;
  reply.arguments["text"] = std::move(value);
  return reply;
}

Result<Reply> environment(const Request& request) {
  ASSIGN_OR_RETURN(const std::string name, request.payload.arguments.get_string("name"));
  const char* value = std::getenv(name.c_str());
  return text(value == nullptr ? "" : value);
}

// A child that outlives us unless somebody cleans up.
Result<Reply> spawn(const Request&) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (;;) ::pause();
  }
  return text(std::to_string(child));
}

Result<base::Services> build(base::DaemonWorld& world) {
  const std::string greeting = world.config.get_string("greeting", "none", {0, 100});
  auto control = std::make_unique<base::ControlService>(world, std::vector<std::string>{});
  // What nobody takes fails the start, so the probe takes all and remembers their names.
  std::string names;
  for (const auto& socket : std::exchange(world.listening, {})) names += socket.name + " ";
  control->handle("greeting", [greeting](const Request&) { return text(greeting); });
  control->handle("listening", [names](const Request&) { return text(names); });
  control->handle("environment", environment);
  control->handle("spawn", spawn);
  control->handle("credential", [&world](const Request& request) -> Result<Reply> {
    ASSIGN_OR_RETURN(const std::string name, request.payload.arguments.get_string("name"));
    ASSIGN_OR_RETURN(const auto credential, world.credentials.open(name));
    Reply reply;
    reply.body.resize(credential.size());
    RETURN_IF_ERROR(credential.read_into(reply.body));
    return reply;
  });
  control->handle("fail", [&world](const Request&) {
    world.fail({base::ErrorKind::Io, "told to fail"});
    return text("");
  });
  control->handle("hang", [&world](const Request&) -> Result<Reply> {
    std::ofstream{world.runtime_directory / "hanging"} << "";  // it cannot say so any more
    for (;;) ::pause();
  });
  base::Services services;
  services.push_back(std::move(control));
  return services;
}

}  // namespace

int main(int argc, char** argv) {
  return base::run_daemon(
      argc, argv,
      {.name = "custody_probe", .summary = "For tests", .version = "0", .area = "probe"}, build);
}
