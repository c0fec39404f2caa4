// A real disk that is really full soon: a tmpfs of a few pages, seen by one child process only.
#pragma once

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/support/temporary_directory.h"

namespace test_support {

enum class OnSmallDisk { Passed, Failed, CannotMount };

// Runs `function(directory)`, which returns whether all was well, in a child process where
// `directory` is on a file system of `bytes`. Without root it takes a user namespace, which some
// containers forbid: CannotMount.
template <typename Function>
OnSmallDisk run_on_small_disk(std::size_t bytes, const Function& function) {
  constexpr int kCannotMount = 77;
  const TemporaryDirectory directory;
  const ::pid_t child = ::fork();
  if (child == 0) {
    const int spaces = ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS;
    const std::string size = "size=" + std::to_string(bytes);
    if (::unshare(spaces) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", directory.path().c_str(), "tmpfs", 0, size.c_str()) != 0) {
      ::_exit(kCannotMount);
    }
    ::_exit(function(directory.path()) ? 0 : 1);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) return OnSmallDisk::Failed;
  if (WIFEXITED(status) && WEXITSTATUS(status) == kCannotMount) return OnSmallDisk::CannotMount;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? OnSmallDisk::Passed : OnSmallDisk::Failed;
}

}  // namespace test_support
