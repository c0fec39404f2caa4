// Enters the worker's jail and does what its argument says; prints "escaped" when it still lives.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>

#include "base/process/hardening.h"
#include "nvr/worker/jail.h"
#include "nvr/worker/landlock.h"

namespace {

void say(const char* text) {
  (void)!::write(STDOUT_FILENO, text, std::strlen(text));
}

using Attempt = void (*)();

const std::map<std::string, Attempt>& attempts() {
  static const std::map<std::string, Attempt> kAttempts{
      {"open", [] { (void)::open("/etc/hostname", O_RDONLY); }},
      {"stat",
       [] {
         struct stat found{};
         (void)::stat("/etc/hostname", &found);
       }},
      {"socket", [] { (void)::socket(AF_INET, SOCK_STREAM, 0); }},
      {"execve",
       [] {
         const std::array<char*, 1> none{nullptr};
         ::execve("/bin/true", none.data(), none.data());
       }},
      // Past what sanitizers and the library do around them.
      {"fork", [] { (void)::syscall(SYS_clone, 17, 0, 0, 0, 0); }},
      {"ptrace", [] { (void)::syscall(SYS_ptrace, 0, 0, 0, 0); }},
      {"kill", [] { (void)::syscall(SYS_kill, ::getppid(), 0); }},
      {"executable",
       [] {
         (void)::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
       }},
      {"read_other",
       [] {
         char byte = 0;
         (void)!::read(STDERR_FILENO, &byte, 1);
       }},
  };
  return kAttempts;
}

int compute() {
  auto* memory = static_cast<char*>(std::malloc(32U << 20));
  if (memory == nullptr) return 1;
  std::memset(memory, 1, 32U << 20);
  std::free(memory);
  say("computed");
  ::_exit(0);
}

// Landlock alone, without the filter in front of it.
int landlocked_open() {
  if (!nvr::deny_all_by_landlock()) return 1;
  if (::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1) < 0) {
    say("no landlock");
  } else if (::open("/etc/hostname", O_RDONLY) < 0 && errno == EACCES) {
    say("denied");
  } else {
    say("escaped");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc == 2 ? argv[1] : "";
  if (!base::harden_process()) return 1;
  // Not by return: a sanitizer looks for leaks in files it can no longer open.
  if (what == "landlock") ::_exit(landlocked_open());
  const auto attempt = attempts().find(what);
  if (!nvr::enter_jail()) return 1;
  if (what == "compute") return compute();
  if (attempt == attempts().end()) ::_exit(2);
  attempt->second();
  say("escaped");
  ::_exit(0);
}
