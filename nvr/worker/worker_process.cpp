#include "nvr/worker/worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/system_error.h"
#include "nvr/worker/job_format.h"

namespace nvr {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr std::size_t kReadBytes = 65'536;

struct Pipe {
  base::UniqueFd reader;
  base::UniqueFd writer;
};

base::Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::system_error(errno, "pipe");
  return Pipe{base::UniqueFd{ends[0]}, base::UniqueFd{ends[1]}};
}

void make_non_blocking(const base::UniqueFd& fd) {
  ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
}

// posix_spawn's two bundles of wishes, with their owner.
class SpawnPlan {
 public:
  SpawnPlan() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  void connect(int in, int out) {
    ::posix_spawn_file_actions_adddup2(&actions_, in, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
  }
  // A daemon blocks and ignores signals of its own; a worker starts with none of that.
  void forget_signals() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  int run(pid_t& child, const std::filesystem::path& program, std::string job) {
    std::string name = program.filename();
    const std::array<char*, 3> arguments{name.data(), job.data(), nullptr};
    const std::array<char*, 1> environment{nullptr};
    return ::posix_spawn(&child, program.c_str(), &actions_, &attributes_, arguments.data(),
                         environment.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

base::Error too_late() {
  return {base::ErrorKind::Timeout, "worker took too long"};
}

// Waits until one of `fds` is ready; their owner looks which.
template <std::size_t kCount>
base::Result<void> poll_until(std::array<pollfd, kCount>& fds, Deadline deadline) {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return too_late();
    const int ready = ::poll(fds.data(), fds.size(), static_cast<int>(left.count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return base::system_error(errno, "poll");
  }
}

base::Result<void> judge_end(const siginfo_t& end) {
  if (end.si_code != CLD_EXITED) {
    return base::Error{base::ErrorKind::Corrupt,
                       "worker was killed by signal " + std::to_string(end.si_status)};
  }
  if (end.si_status == 0) return {};
  if (end.si_status == kExitBadInput) {
    return base::Error{base::ErrorKind::InvalidInput, "worker could not use its input"};
  }
  return base::Error{base::ErrorKind::Unavailable,
                     "worker ended with status " + std::to_string(end.si_status)};
}

}  // namespace

base::Result<WorkerProcess> WorkerProcess::start(const std::filesystem::path& program,
                                                 const std::string& job) {
  ASSIGN_OR_RETURN(Pipe in, make_pipe());
  ASSIGN_OR_RETURN(Pipe out, make_pipe());
  SpawnPlan plan;
  plan.connect(in.reader.get(), out.writer.get());
  plan.forget_signals();
  pid_t child = 0;
  if (const int failed = plan.run(child, program, job); failed != 0) {
    return base::Error{base::ErrorKind::Unavailable,
                       "worker cannot be started: " + base::system_error(failed, "spawn").message};
  }
  WorkerProcess process;
  // Nobody else waits for our children, so the number still means this one.
  process.process_.reset(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  if (!process.process_) {
    const int failed = errno;
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    return base::system_error(failed, "pidfd");
  }
  process.input_ = std::move(in.writer);
  process.output_ = std::move(out.reader);
  make_non_blocking(process.input_);
  make_non_blocking(process.output_);
  return process;
}

WorkerProcess::~WorkerProcess() {
  if (!process_) return;
  (void)::syscall(SYS_pidfd_send_signal, process_.get(), SIGKILL, nullptr, 0);
  siginfo_t end{};
  while (::waitid(P_PIDFD, static_cast<id_t>(process_.get()), &end, WEXITED) != 0 &&
         errno == EINTR) {
  }
}

base::Result<void> WorkerProcess::give(base::ByteView& input) {
  const ssize_t put = ::write(input_.get(), input.data(), input.size());
  if (put < 0 && errno == EPIPE) {
    input = {};  // it has seen enough; its exit status tells why
  } else if (put < 0 && errno != EAGAIN && errno != EINTR) {
    return base::system_error(errno, "writing to the worker");
  } else if (put > 0) {
    input = input.subspan(static_cast<std::size_t>(put));
  }
  if (input.empty()) input_.reset();
  return {};
}

base::Result<bool> WorkerProcess::take(base::Bytes& output, std::size_t bytes_max) {
  std::array<std::uint8_t, kReadBytes> block{};
  const ssize_t got = ::read(output_.get(), block.data(), block.size());
  if (got == 0) return false;
  if (got < 0) {
    if (errno == EAGAIN || errno == EINTR) return true;
    return base::system_error(errno, "reading from the worker");
  }
  const auto count = static_cast<std::size_t>(got);
  if (count > bytes_max - output.size()) {
    return base::Error{base::ErrorKind::Corrupt, "worker answered too much"};
  }
  base::append(output, base::ByteView{block}.first(count));
  return true;
}

base::Result<base::Bytes> WorkerProcess::exchange(base::ByteView input,
                                                  std::size_t output_bytes_max, Deadline deadline) {
  base::Bytes output;
  if (input.empty()) input_.reset();
  while (true) {
    std::array<pollfd, 2> fds{{{.fd = output_.get(), .events = POLLIN, .revents = 0},
                               {.fd = input_.get(), .events = POLLOUT, .revents = 0}}};
    RETURN_IF_ERROR(poll_until(fds, deadline));
    if (fds[1].revents != 0) RETURN_IF_ERROR(give(input));
    if (fds[0].revents == 0) continue;
    ASSIGN_OR_RETURN(const bool more, take(output, output_bytes_max));
    if (!more) return output;
  }
}

base::Result<void> WorkerProcess::wait(Deadline deadline) {
  std::array<pollfd, 1> fds{{{.fd = process_.get(), .events = POLLIN, .revents = 0}}};
  RETURN_IF_ERROR(poll_until(fds, deadline));
  siginfo_t end{};
  if (::waitid(P_PIDFD, static_cast<id_t>(process_.get()), &end, WEXITED) != 0) {
    return base::system_error(errno, "waiting for the worker");
  }
  process_.reset();
  return judge_end(end);
}

}  // namespace nvr
