// One service under supervision: started, believed when it says READY, killed when its watchdog
// falls silent, restarted as its unit tells, stopped with SIGTERM and then SIGKILL.
//
// Does nothing by itself: its owner polls descriptors() until next_time() and calls step().
// Single-threaded.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "tests/support/mini_init/listen_socket.h"
#include "tests/support/mini_init/notify_socket.h"
#include "tests/support/mini_init/spawn.h"
#include "tests/support/mini_init/surroundings.h"
#include "tests/support/mini_init/unit.h"

namespace mini_init {

enum class State {
  Inactive,   // never started, or stopped when asked
  Listening,  // not started; the first connection starts it
  Starting,
  Ready,
  Stopping,
  Waiting,  // for RestartSec
  Failed    // ended and not to be restarted
};

// How a process ended.
struct Ending {
  bool signalled;
  int number;  // exit status or signal
};

class SupervisedService {
 public:
  using OnLine = std::function<void(std::string_view unit, std::string_view line)>;

  // `layout` and `clock` outlive this.
  SupervisedService(Unit unit, const Layout& layout, const base::Clock& clock,
                    CredentialFiles credentials, OnLine on_line);
  ~SupervisedService();  // kills what still runs
  SupervisedService(const SupervisedService&) = delete;
  SupervisedService& operator=(const SupervisedService&) = delete;

  // Given to every start from now on; a connection starts an inactive service.
  void listen(BoundSocket socket) { sockets_.push_back(std::move(socket)); }
  void await_connection();

  base::Result<void> start();
  void ask_to_stop();  // SIGTERM now, SIGKILL after TimeoutStopSec
  void send_signal(int number) const;

  std::vector<int> descriptors() const;
  std::optional<base::SteadyTime> next_time() const;
  void step();

  const Unit& unit() const { return unit_; }
  State state() const { return state_; }
  pid_t pid() const { return child_ ? child_->pid : 0; }
  int starts() const { return starts_; }
  int watchdog_kills() const { return watchdog_kills_; }
  const std::optional<Ending>& last_ending() const { return last_ending_; }
  const std::string& status() const { return status_; }  // STATUS=
  const std::deque<std::string>& lines() const { return lines_; }
  const std::vector<BoundSocket>& sockets() const { return sockets_; }

 private:
  void read_output();
  void take_line(std::string_view line);
  void read_messages();
  void check_times();
  void collect();  // after the main process ended
  void restart_or_give_up();
  bool wants_restart() const;
  bool may_start_again();
  void say(const std::string& what);

  Unit unit_;
  const Layout& layout_;
  const base::Clock& clock_;
  CredentialFiles credential_files_;
  OnLine on_line_;
  std::vector<BoundSocket> sockets_;

  State state_ = State::Inactive;
  std::optional<Surroundings> surroundings_;
  std::optional<NotifySocket> notify_;
  std::optional<Child> child_;
  std::optional<base::SteadyTime> due_;       // of the start, the stop or the restart
  std::optional<base::SteadyTime> watchdog_;  // silence is over by then
  std::deque<base::SteadyTime> recent_starts_;
  bool stop_asked_ = false;
  int starts_ = 0;
  int watchdog_kills_ = 0;
  std::optional<Ending> last_ending_;
  std::string status_;
  std::string partial_line_;
  std::deque<std::string> lines_;  // the latest
};

}  // namespace mini_init
