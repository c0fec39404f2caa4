#include "base/process/control_service.h"

#include <pwd.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <utility>

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

void ControlService::handle(std::string verb, ipc::Server::Handler handler,
                            std::vector<std::string> users) {
  add(std::move(verb), {std::move(handler), {}, std::move(users)});
}

void ControlService::handle_later(std::string verb, ipc::Server::LateHandler handler,
                                  std::vector<std::string> users) {
  add(std::move(verb), {{}, std::move(handler), std::move(users)});
}

void ControlService::add(std::string name, Verb verb) {
  assert(!server_);
  // Who cannot connect cannot use a verb either: such a user is a mistake of ours.
  assert(std::ranges::all_of(verb.users, [this](const std::string& user) {
    return user == "root" || std::ranges::find(users_, user) != users_.end();
  }));
  verbs_.emplace_back(std::move(name), std::move(verb));
}

void ControlService::answer(ipc::ReplyTo to, Result<ipc::Reply> result) {
  if (server_) server_->answer(to, std::move(result));
}

void ControlService::subscribe(ipc::ReplyTo to) {
  if (server_) server_->subscribe(to);
}

Result<void> ControlService::push(ipc::ReplyTo to, std::string event, ipc::Payload payload) {
  if (!server_) return Error{ErrorKind::NotFound, "the subscriber is gone"};
  return server_->push(to, std::move(event), std::move(payload));
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
  server_->on_closed([this](ipc::ConnectionId id) {
    if (on_closed_) on_closed_(id);
  });
  for (auto& [name, verb] : verbs_) {
    const ipc::Admit admit = verb.users.empty() ? ipc::Admit{} : admit_users(verb.users);
    if (verb.handler) {
      server_->handle(name, std::move(verb.handler), admit);
    } else {
      server_->handle_later(name, std::move(verb.late_handler), admit);
    }
  }
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
