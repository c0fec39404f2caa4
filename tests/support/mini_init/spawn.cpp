#include "tests/support/mini_init/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace mini_init {
namespace {

constexpr int kFirstPassedFd = 3;
constexpr std::string_view kListenPid = "LISTEN_PID=";

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> all;
  for (std::string& text : strings) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

struct Prepared {
  char* const* argv;
  char* const* environment;
  char* listen_pid_digits;  // room for the child's own number
  std::size_t digits_max;
  int null_fd;
  int output_fd;
  int* moved;  // room for one number per descriptor
  const int* descriptors;
  int descriptor_count;
  pid_t parent;
};

[[noreturn]] void become(const Prepared& prepared) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != prepared.parent) ::_exit(kExitExecFailed);  // it died before prctl()

  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP}) ::signal(number, SIG_DFL);

  const int beyond = kFirstPassedFd + prepared.descriptor_count;
  ::dup2(prepared.null_fd, STDIN_FILENO);
  ::dup2(prepared.output_fd, STDOUT_FILENO);
  ::dup2(prepared.output_fd, STDERR_FILENO);
  // First out of the way of each other, then to their places, where dup2() drops close-on-exec.
  for (int i = 0; i < prepared.descriptor_count; ++i) {
    prepared.moved[i] = ::fcntl(prepared.descriptors[i], F_DUPFD_CLOEXEC, beyond);
  }
  for (int i = 0; i < prepared.descriptor_count; ++i) {
    ::dup2(prepared.moved[i], kFirstPassedFd + i);
  }
  if (prepared.listen_pid_digits != nullptr) {
    std::to_chars(prepared.listen_pid_digits, prepared.listen_pid_digits + prepared.digits_max,
                  ::getpid());
  }
  ::execve(prepared.argv[0], prepared.argv, prepared.environment);
  constexpr std::string_view kSaid = "mini_init: cannot execute the program\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kSaid.data(), kSaid.size());
  ::_exit(kExitExecFailed);
}

}  // namespace

base::Result<Child> spawn(const SpawnRequest& request) {
  auto command = request.command;
  auto environment = request.environment;
  std::string listen_pid{kListenPid};
  listen_pid.resize(kListenPid.size() + 16, '\0');
  const auto argv = pointers(command);
  auto variables = pointers(environment);
  if (!request.descriptors.empty()) variables.insert(variables.begin(), listen_pid.data());

  std::array<int, 2> ends{};
  base::UniqueFd null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
  if (!null || ::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return base::Error{base::ErrorKind::Unavailable, "no descriptors to start a program"};
  }
  base::UniqueFd output{ends[0]};
  const base::UniqueFd output_of_child{ends[1]};
  ::fcntl(output.get(), F_SETFL, O_NONBLOCK);

  std::vector<int> moved(request.descriptors.size());
  const Prepared prepared{.argv = argv.data(),
                          .environment = variables.data(),
                          .listen_pid_digits = request.descriptors.empty()
                                                   ? nullptr
                                                   : listen_pid.data() + kListenPid.size(),
                          .digits_max = 15,
                          .null_fd = null.get(),
                          .output_fd = output_of_child.get(),
                          .moved = moved.data(),
                          .descriptors = request.descriptors.data(),
                          .descriptor_count = static_cast<int>(request.descriptors.size()),
                          .parent = ::getpid()};
  const pid_t pid = ::fork();
  if (pid < 0) return base::Error{base::ErrorKind::Unavailable, "cannot fork"};
  if (pid == 0) become(prepared);

  ::setpgid(pid, pid);  // also here: whoever comes first, the group exists when we return
  const auto pid_fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (pid_fd < 0) {
    ::kill(pid, SIGKILL);
    return base::Error{base::ErrorKind::Unavailable, "the kernel has no pidfd_open"};
  }
  return Child{.pid = pid, .pid_fd = base::UniqueFd{pid_fd}, .output = std::move(output)};
}

}  // namespace mini_init
