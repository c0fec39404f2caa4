#include "appliance/host/run_tool.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/system_error.h"
#include "base/unique_fd.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t kSaidBytesMax = 512;

base::Result<base::UniqueFd> memory_file(const char* name) {
  base::UniqueFd file{::memfd_create(name, MFD_CLOEXEC)};
  if (!file) return base::system_error(errno, "memfd");
  return file;
}

base::Result<void> fill(int file, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto written = ::write(file, text.data() + at, text.size() - at);
    if (written < 0 && errno != EINTR) return base::system_error(errno, "write");
    if (written > 0) at += static_cast<std::size_t>(written);
  }
  if (::lseek(file, 0, SEEK_SET) != 0) return base::system_error(errno, "seek");
  return {};
}

// posix_spawn's two bundles of wishes, with their owner.
class ToolPlan {
 public:
  ToolPlan(int in, int out) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawn_file_actions_adddup2(&actions_, in, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, out, STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    // A daemon blocks and ignores signals of its own; a tool starts with none of that.
    sigset_t signals;
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ToolPlan(const ToolPlan&) = delete;
  ToolPlan& operator=(const ToolPlan&) = delete;
  ~ToolPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  int run(pid_t& child, const Tool& tool) {
    std::vector<std::string> words{tool.program};
    words.insert(words.end(), tool.words.begin(), tool.words.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const std::array<char*, 1> environment{nullptr};
    return ::posix_spawn(&child, tool.program.c_str(), &actions_, &attributes_, arguments.data(),
                         environment.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// Whether it ended by itself; killed when it did not.
bool ends_in_time(pid_t child, std::chrono::milliseconds time) {
  const base::UniqueFd process{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))};
  pollfd watched{process.get(), POLLIN, 0};
  const auto end = std::chrono::steady_clock::now() + time;
  while (process) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    if (::poll(&watched, 1, static_cast<int>(left.count())) > 0) return true;
  }
  ::kill(child, SIGKILL);
  return false;
}

std::string said_in(int file) {
  std::string text(kSaidBytesMax, '\0');
  const auto got = ::pread(file, text.data(), text.size(), 0);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

}  // namespace

base::Result<void> run_tool(const Tool& tool, const std::string& input) {
  ASSIGN_OR_RETURN(const base::UniqueFd in, memory_file("tool-input"));
  ASSIGN_OR_RETURN(const base::UniqueFd out, memory_file("tool-output"));
  RETURN_IF_ERROR(fill(in.get(), input));
  pid_t child = 0;
  if (const int error = ToolPlan{in.get(), out.get()}.run(child, tool); error != 0) {
    if (error == ENOENT) return Error{ErrorKind::NotFound, tool.program + " is not there"};
    return base::system_error(error, "start " + tool.program);
  }
  const bool in_time = ends_in_time(child, tool.time_max);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) return Error{ErrorKind::Timeout, tool.program + " took too long"};
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return Error{ErrorKind::InvalidInput, tool.program + " said: " + said_in(out.get())};
}

}  // namespace appliance
