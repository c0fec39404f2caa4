#include "tests/support/mini_init/mini_init.h"

#include <poll.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

namespace mini_init {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;
using std::chrono::milliseconds;

constexpr milliseconds kPollMax{1000};
constexpr milliseconds kStartMax = std::chrono::minutes{3};

std::string with_suffix(const std::string& unit, std::string_view suffix) {
  return unit.substr(0, unit.rfind('.')) + std::string{suffix};
}

}  // namespace

MiniInit::MiniInit(Options options) : options_{std::move(options)} {}

MiniInit::~MiniInit() {
  stop_all();
}

Result<SupervisedService*> MiniInit::start(const std::string& unit) {
  std::set<std::string> under_way;
  RETURN_IF_ERROR(start_ordered(unit, under_way));
  return unit.ends_with(".service") ? find(unit) : nullptr;
}

Result<void> MiniInit::start_ordered(const std::string& name, std::set<std::string>& under_way) {
  if (!under_way.insert(name).second) return {};  // being started further up, or done
  ASSIGN_OR_RETURN(const Unit unit, load(name));
  RETURN_IF_ERROR(start_first(unit, under_way));
  if (name.ends_with(".socket")) return start_socket(unit);
  if (name.ends_with(".service")) return start_service(unit);
  return {};
}

// What must run before `unit`: required and wanted units, and its sockets. Those named in After=
// come first among them.
Result<void> MiniInit::start_first(const Unit& unit, std::set<std::string>& under_way) {
  std::vector<std::string> wanted = unit.requires_units;
  wanted.insert(wanted.end(), unit.wants.begin(), unit.wants.end());
  if (unit.name.ends_with(".service")) {
    const std::string socket = with_suffix(unit.name, ".socket");
    if (exists(socket)) wanted.push_back(socket);
    wanted.insert(wanted.end(), unit.socket_units.begin(), unit.socket_units.end());
  }
  // Units of the operating system have no file here.
  std::erase_if(wanted, [this](const std::string& name) { return !exists(name); });

  std::map<std::string, std::vector<std::string>> after;
  for (const std::string& name : wanted) {
    ASSIGN_OR_RETURN(const Unit other, load(name));
    after[name] = other.after;
  }
  while (!wanted.empty()) {
    const auto next = std::ranges::find_if(wanted, [&](const std::string& name) {
      return std::ranges::none_of(after[name], [&](const std::string& earlier) {
        return earlier != name && std::ranges::find(wanted, earlier) != wanted.end();
      });
    });
    if (next == wanted.end()) {
      return Error{ErrorKind::InvalidInput, unit.name + ": After= goes round in a circle"};
    }
    const std::string name = std::move(*next);
    wanted.erase(next);
    RETURN_IF_ERROR(start_ordered(name, under_way));
  }
  return {};
}

Result<SupervisedService*> MiniInit::service(const Unit& unit) {
  if (auto* known = find(unit.name)) return known;
  auto made = std::make_unique<SupervisedService>(unit, options_.layout, clock_,
                                                  options_.credentials, options_.on_line);
  SupervisedService* result = made.get();
  all_.emplace(unit.name, std::move(made));
  order_.push_back(unit.name);
  return result;
}

Result<void> MiniInit::start_socket(const Unit& unit) {
  if (!listening_.insert(unit.name).second) return {};
  const std::string target =
      unit.activates.empty() ? with_suffix(unit.name, ".service") : unit.activates;
  ASSIGN_OR_RETURN(const Unit activated, load(target));
  ASSIGN_OR_RETURN(SupervisedService* const owner, service(activated));
  for (ListenSocket wanted : unit.listens) {
    const auto replaced = options_.listen.find(wanted.name);
    if (replaced != options_.listen.end()) wanted.address = replaced->second;
    ASSIGN_OR_RETURN(auto bound, bind_socket(wanted));
    owner->listen(std::move(bound));
  }
  owner->await_connection();
  return {};
}

Result<void> MiniInit::start_service(const Unit& unit) {
  ASSIGN_OR_RETURN(SupervisedService* const starting, service(unit));
  if (starting->pid() != 0) return {};
  RETURN_IF_ERROR(starting->start());
  run_until([starting] { return starting->state() != State::Starting; }, kStartMax);
  if (starting->state() == State::Ready) return {};
  // The first start decides: a program that cannot start is not tried for ever.
  const auto ending = starting->last_ending();
  const std::string last_line = starting->lines().empty() ? "" : ": " + starting->lines().front();
  starting->ask_to_stop();
  run_until([starting] { return starting->pid() == 0; }, kStartMax);
  return Error{
      ErrorKind::Unavailable,
      unit.name + " cannot start" +
          (ending && !ending->signalled ? " (exit status " + std::to_string(ending->number) + ")"
                                        : "") +
          last_line};
}

void MiniInit::stop(const std::string& unit) {
  SupervisedService* stopping = find(unit);
  if (stopping == nullptr) return;
  stopping->ask_to_stop();
  const auto ended = [stopping] { return stopping->pid() == 0; };
  while (!run_until(ended, kPollMax)) continue;  // ends by SIGKILL at the latest
}

void MiniInit::stop_all() {
  for (auto name = order_.rbegin(); name != order_.rend(); ++name) stop(*name);
}

SupervisedService* MiniInit::find(const std::string& unit) {
  const auto found = all_.find(unit);
  return found == all_.end() ? nullptr : found->second.get();
}

bool MiniInit::exists(const std::string& name) const {
  return std::filesystem::exists(options_.layout.units / name);
}

Result<Unit> MiniInit::load(const std::string& name) const {
  std::ifstream file{options_.layout.units / name, std::ios::binary};
  if (!file || name.find('/') != std::string::npos) {
    return Error{ErrorKind::NotFound, "no unit " + name};
  }
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  ASSIGN_OR_RETURN(Unit unit, read_unit(text, name, options_.layout));
  unit.environment.insert(unit.environment.end(), options_.environment.begin(),
                          options_.environment.end());
  return unit;
}

bool MiniInit::run_until(const std::function<bool()>& done, milliseconds time, int wake_fd) {
  const auto deadline = clock_.steady() + time;
  while (!done()) {
    if (clock_.steady() >= deadline) return false;
    poll_once(std::min<base::SteadyTime>(deadline, clock_.steady() + kPollMax), wake_fd);
  }
  return true;
}

void MiniInit::poll_once(base::SteadyTime until, int wake_fd) {
  std::vector<pollfd> waiting{{.fd = wake_fd, .events = POLLIN, .revents = 0}};
  for (const auto& [name, service] : all_) {
    for (const int fd : service->descriptors()) {
      waiting.push_back({.fd = fd, .events = POLLIN, .revents = 0});
    }
    until = std::min(until, service->next_time().value_or(until));
  }
  const auto left = std::chrono::ceil<milliseconds>(until - clock_.steady());
  ::poll(waiting.data(), waiting.size(),
         static_cast<int>(std::clamp(left, milliseconds{0}, kPollMax).count()));
  for (const auto& [name, service] : all_) service->step();
}

}  // namespace mini_init
