// One child process as a service manager starts it: own process group, clean environment, passed
// descriptors from 3 on, output into a pipe; it dies with us.
//
// Only async-signal-safe calls run between fork and exec, so other threads may exist.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace mini_init {

struct SpawnRequest {
  std::vector<std::string> command;
  std::vector<std::string> environment;  // NAME=value, complete
  std::vector<int> descriptors;          // stay the caller's; LISTEN_PID is added when not empty
};

struct Child {
  pid_t pid;
  base::UniqueFd pid_fd;  // readable when it has ended
  base::UniqueFd output;  // standard output and error, non-blocking
};

inline constexpr int kExitExecFailed = 203;  // as systemd calls it

base::Result<Child> spawn(const SpawnRequest& request);

}  // namespace mini_init
