#include "tests/support/mini_init/supervised_service.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace mini_init {
namespace {

using base::Result;

constexpr std::size_t kLinesKept = 1000;
constexpr std::size_t kLineBytesMax = 16'384;

bool is_readable(int fd) {
  pollfd ready{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&ready, 1, 0) == 1;
}

// What systemd counts as a clean end of a service.
bool is_clean(const Ending& ending) {
  if (!ending.signalled) return ending.number == 0;
  constexpr std::array kClean{SIGHUP, SIGINT, SIGTERM, SIGPIPE};
  return std::ranges::find(kClean, ending.number) != kClean.end();
}

std::string described(const Ending& ending) {
  return (ending.signalled ? "killed by signal " : "exit status ") + std::to_string(ending.number);
}

}  // namespace

SupervisedService::SupervisedService(Unit unit, const Layout& layout, const base::Clock& clock,
                                     CredentialFiles credentials, OnLine on_line)
    : unit_{std::move(unit)},
      layout_{layout},
      clock_{clock},
      credential_files_{std::move(credentials)},
      on_line_{std::move(on_line)} {}

SupervisedService::~SupervisedService() {
  if (child_) {
    ::kill(-child_->pid, SIGKILL);
    ::waitpid(child_->pid, nullptr, 0);
  }
  if (surroundings_) surroundings_->remove();
  std::error_code ignored;
  for (const BoundSocket& socket : sockets_) {
    if (socket.remove_on_stop) std::filesystem::remove(socket.address, ignored);
  }
}

void SupervisedService::await_connection() {
  if (state_ == State::Inactive) state_ = State::Listening;
}

Result<void> SupervisedService::start() {
  stop_asked_ = false;
  if (!may_start_again()) {
    state_ = State::Failed;
    return base::Error{base::ErrorKind::Unavailable, unit_.name + ": started too often"};
  }
  state_ = State::Failed;  // until it is spawned
  ASSIGN_OR_RETURN(surroundings_, Surroundings::make(unit_, layout_, credential_files_));
  ASSIGN_OR_RETURN(notify_, NotifySocket::open());

  SpawnRequest request{
      .command = unit_.command, .environment = surroundings_->environment(), .descriptors = {}};
  if (unit_.readiness == Readiness::Notify) {
    request.environment.push_back("NOTIFY_SOCKET=" + notify_->address());
    if (unit_.watchdog.count() > 0) {
      request.environment.push_back("WATCHDOG_USEC=" +
                                    std::to_string(unit_.watchdog.count() * 1000));
    }
  }
  if (!sockets_.empty()) {
    std::string names;
    for (const BoundSocket& socket : sockets_) {
      request.descriptors.push_back(socket.fd.get());
      names += (names.empty() ? "" : ":") + socket.name;
    }
    request.environment.push_back("LISTEN_FDS=" + std::to_string(sockets_.size()));
    request.environment.push_back("LISTEN_FDNAMES=" + names);
  }
  ASSIGN_OR_RETURN(child_, spawn(request));
  ++starts_;
  status_.clear();
  const bool notifies = unit_.readiness == Readiness::Notify;
  state_ = notifies ? State::Starting : State::Ready;
  due_.reset();
  if (notifies && unit_.start_time_max.count() > 0) due_ = clock_.steady() + unit_.start_time_max;
  return {};
}

void SupervisedService::ask_to_stop() {
  stop_asked_ = true;
  if (!child_) {
    state_ = state_ == State::Failed ? State::Failed : State::Inactive;
    due_.reset();
    return;
  }
  if (state_ == State::Stopping) return;
  state_ = State::Stopping;
  watchdog_.reset();
  due_.reset();
  if (unit_.stop_time_max.count() > 0) due_ = clock_.steady() + unit_.stop_time_max;
  // First, so that a stopped process hears the other; after it, it could undo the stop by which a
  // leak checker looks at an ending process.
  ::kill(-child_->pid, SIGCONT);
  ::kill(-child_->pid, SIGTERM);
}

void SupervisedService::send_signal(int number) const {
  if (child_) ::kill(child_->pid, number);
}

std::vector<int> SupervisedService::descriptors() const {
  std::vector<int> all;
  if (child_) {
    all = {child_->pid_fd.get(), notify_->fd()};
    if (child_->output) all.push_back(child_->output.get());
  } else if (state_ == State::Listening) {
    for (const BoundSocket& socket : sockets_) all.push_back(socket.fd.get());
  }
  return all;
}

std::optional<base::SteadyTime> SupervisedService::next_time() const {
  if (!due_) return watchdog_;
  if (!watchdog_) return due_;
  return std::min(*due_, *watchdog_);
}

void SupervisedService::step() {
  if (state_ == State::Listening) {
    const bool wanted = std::ranges::any_of(
        sockets_, [](const BoundSocket& socket) { return is_readable(socket.fd.get()); });
    if (!wanted) return;
    if (const auto started = start(); !started) say(started.error().message);
  }
  if (child_) {
    read_output();
    // Before the clock is asked, so that what was said in time counts even when read late.
    read_messages();
  }
  check_times();
  if (child_ && is_readable(child_->pid_fd.get())) collect();
}

void SupervisedService::read_output() {
  std::array<char, 4096> bytes{};
  while (child_->output) {
    const auto got = ::read(child_->output.get(), bytes.data(), bytes.size());
    if (got == 0) child_->output.reset();
    if (got <= 0) return;
    partial_line_.append(bytes.data(), static_cast<std::size_t>(got));
    for (auto end = partial_line_.find('\n'); end != std::string::npos;
         end = partial_line_.find('\n')) {
      take_line(partial_line_.substr(0, end));
      partial_line_.erase(0, end + 1);
    }
    if (partial_line_.size() > kLineBytesMax) {
      take_line(partial_line_);
      partial_line_.clear();
    }
  }
}

void SupervisedService::take_line(std::string_view line) {
  lines_.emplace_back(line);
  if (lines_.size() > kLinesKept) lines_.pop_front();
  on_line_(unit_.name, line);
}

void SupervisedService::read_messages() {
  for (const auto& message : notify_->receive(child_->pid)) {
    if (const auto text = message.find("STATUS"); text != message.end()) status_ = text->second;
    if (message.contains("READY") && state_ == State::Starting) {
      state_ = State::Ready;
      due_.reset();
    }
    const bool counts = message.contains("READY") || message.contains("WATCHDOG");
    if (counts && state_ == State::Ready && unit_.watchdog.count() > 0) {
      watchdog_ = clock_.steady() + unit_.watchdog;
    }
  }
}

void SupervisedService::check_times() {
  const auto now = clock_.steady();
  if (watchdog_ && now >= *watchdog_) {
    watchdog_.reset();
    ++watchdog_kills_;
    say("watchdog is silent; killing");
    if (child_) ::kill(-child_->pid, SIGKILL);
  }
  if (!due_ || now < *due_) return;
  due_.reset();
  if (state_ == State::Waiting) {
    if (const auto started = start(); !started) say(started.error().message);
  } else if (child_) {
    say(state_ == State::Starting ? "not ready in time; killing" : "does not stop; killing");
    ::kill(-child_->pid, SIGKILL);
  }
}

void SupervisedService::collect() {
  int status = 0;
  if (::waitpid(child_->pid, &status, WNOHANG) != child_->pid) return;
  ::kill(-child_->pid, SIGKILL);  // what it started and left behind
  read_output();
  if (!partial_line_.empty()) take_line(std::exchange(partial_line_, {}));
  last_ending_ =
      WIFSIGNALED(status) ? Ending{true, WTERMSIG(status)} : Ending{false, WEXITSTATUS(status)};
  child_.reset();
  notify_.reset();
  watchdog_.reset();
  due_.reset();
  surroundings_->remove();
  surroundings_.reset();
  restart_or_give_up();
}

void SupervisedService::restart_or_give_up() {
  if (stop_asked_) {
    state_ = State::Inactive;
    return;
  }
  const bool was_ready = state_ == State::Ready;
  if (wants_restart()) {
    say(described(*last_ending_) + "; restarting");
    state_ = State::Waiting;
    due_ = clock_.steady() + unit_.restart_delay;
    return;
  }
  if (is_clean(*last_ending_) && was_ready) {
    state_ = State::Inactive;
    if (!sockets_.empty()) await_connection();
    return;
  }
  say(described(*last_ending_));
  state_ = State::Failed;
}

bool SupervisedService::wants_restart() const {
  if (!last_ending_->signalled && unit_.restart_prevented_by.contains(last_ending_->number)) {
    return false;
  }
  switch (unit_.restart) {
    case Restart::No:
      return false;
    case Restart::OnFailure:
      return !is_clean(*last_ending_);
    case Restart::Always:
      return true;
  }
  return false;
}

bool SupervisedService::may_start_again() {
  const auto now = clock_.steady();
  while (!recent_starts_.empty() && now - recent_starts_.front() > unit_.start_limit_interval) {
    recent_starts_.pop_front();
  }
  const bool limited = unit_.start_limit_burst > 0 && unit_.start_limit_interval.count() > 0;
  if (limited && recent_starts_.size() >= static_cast<std::size_t>(unit_.start_limit_burst)) {
    return false;
  }
  recent_starts_.push_back(now);
  return true;
}

void SupervisedService::say(const std::string& what) {
  take_line("mini_init: " + what);
}

}  // namespace mini_init
