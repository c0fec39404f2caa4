#include "base/process/control_service.h"

#include <pwd.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <chrono>

#include "base/ipc/listener.h"

namespace base {
namespace {

constexpr std::size_t kPasswdBytesMax = 16'384;

std::optional<uid_t> uid_of(const std::string& user) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, kPasswdBytesMax> text{};
  ::getpwnam_r(user.c_str(), &entry, text.data(), text.size(), &found);
  if (found == nullptr) return std::nullopt;
  return entry.pw_uid;
}

ipc::Admit admit_users(const std::vector<std::string>& users) {
  std::vector<uid_t> uids{0, ::geteuid()};
  for (const std::string& user : users) {
    if (const auto uid = uid_of(user)) uids.push_back(*uid);
  }
  return ipc::only_uids(std::move(uids));
}

}  // namespace

ControlService::ControlService(DaemonWorld& world, std::vector<std::string> users)
    : world_{world},
      users_{std::move(users)},
      inherited_{world.take_listening("control")},
      loop_{world.clock} {}

ControlService::~ControlService() = default;

void ControlService::handle(std::string verb, ipc::Server::Handler handler) {
  verbs_.emplace_back(std::move(verb), std::move(handler));
}

Result<void> ControlService::start() {
  const std::string path = (world_.runtime_directory / "control.sock").string();
  auto listener = inherited_ ? ipc::Listener::adopt(*std::exchange(inherited_, std::nullopt))
                             : ipc::Listener::bind_at(path);
  if (!listener) {
    return Error{listener.error().kind,
                 "cannot listen at " + path + ": " + listener.error().message};
  }

  ipc::Server::Options options;
  options.name = "control";
  server_ = std::make_unique<ipc::Server>(loop_, std::move(*listener), std::move(options),
                                          world_.logger, admit_users(users_));
  started_ = world_.clock.steady();
  server_->handle("status", [this](const ipc::Request&) { return status(); });
  for (auto& [verb, handler] : verbs_) server_->handle(verb, std::move(handler));
  return {};
}

Result<void> ControlService::stop(SteadyTime) {
  server_.reset();  // between two requests: there is no work in hand
  return {};
}

void ControlService::on_ready() {
  loop_.poll_once(std::chrono::nanoseconds{0});
}

Result<ipc::Reply> ControlService::status() const {
  const auto up = std::chrono::floor<std::chrono::seconds>(world_.clock.steady() - started_);
  ipc::Reply reply;
  reply.arguments["program"] = world_.program.name;
  reply.arguments["version"] = world_.program.version;
  reply.arguments["state"] = world_.healthy() ? "ready" : "stuck";
  reply.arguments["uptime_s"] = std::int64_t{up.count()};
  return reply;
}

}  // namespace base
