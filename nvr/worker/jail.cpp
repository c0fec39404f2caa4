#include "nvr/worker/jail.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <vector>

#include "base/system_error.h"
#include "nvr/worker/landlock.h"

// GCC says so by a macro, clang by a feature.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CUSTODY_ADDRESS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define CUSTODY_ADDRESS_SANITIZER
#endif

namespace nvr {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the jail does not know this processor family"
#endif

constexpr unsigned kFirstDescriptorToClose = 3;
constexpr rlim_t kAddressSpaceMax = 1U << 30;
constexpr rlim_t kProcessorSecondsMax = 30;

// Calls that are harmless whatever their arguments. exit_group is the ordinary end.
constexpr std::array kHarmlessCalls{
    SYS_brk,         SYS_munmap, SYS_mremap,     SYS_madvise,
    SYS_futex,       SYS_exit,   SYS_exit_group, SYS_rt_sigreturn,
#if defined(CUSTODY_ADDRESS_SANITIZER)
    SYS_sigaltstack,
#endif
};

// Assembles the filter: what it does not allow kills the process.
class FilterProgram {
 public:
  FilterProgram() {
    load(offsetof(seccomp_data, arch));
    put(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0);
    put(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    load(offsetof(seccomp_data, nr));
  }

  void allow(long call) {
    put(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1);
    put(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  }
  // With the first argument (a descriptor) of just this value.
  void allow_on(long call, std::uint32_t descriptor) {
    begin(call, 4);
    load_argument(0);
    put(BPF_JMP | BPF_JEQ | BPF_K, descriptor, 0, 1);
    put(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    end();
  }
  // With none of the bits of `forbidden` in the argument.
  void allow_without(long call, unsigned argument, std::uint32_t forbidden) {
    begin(call, 4);
    load_argument(argument);
    put(BPF_JMP | BPF_JSET | BPF_K, forbidden, 1, 0);
    put(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    end();
  }
  // Memory of no file that cannot be executed.
  void allow_anonymous_mapping() {
    begin(SYS_mmap, 6);
    load_argument(2);
    put(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 3, 0);
    load_argument(3);
    put(BPF_JMP | BPF_JSET | BPF_K, MAP_ANONYMOUS, 0, 1);
    put(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    end();
  }

  std::vector<sock_filter> take() && {
    put(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    return std::move(program_);
  }

 private:
  void put(unsigned code, std::uint32_t value, unsigned if_true = 0, unsigned if_false = 0) {
    program_.push_back({.code = static_cast<std::uint16_t>(code),
                        .jt = static_cast<std::uint8_t>(if_true),
                        .jf = static_cast<std::uint8_t>(if_false),
                        .k = value});
  }
  void load(std::size_t offset) {
    put(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
  }
  // The low half only: all arguments looked at are 32 bits wide.
  void load_argument(unsigned argument) {
    load(offsetof(seccomp_data, args) + argument * sizeof(std::uint64_t));
  }
  // Goes on behind the block of `length` instructions when it is another call.
  void begin(long call, unsigned length) {
    put(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, length);
  }
  // A refused argument ends here; the next rule expects the call's number to be loaded.
  void end() { put(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS); }

  std::vector<sock_filter> program_;
};

// What hostile input may at most cost, whatever it makes a decoder do.
base::Result<void> limit_resources() {
#if !defined(CUSTODY_ADDRESS_SANITIZER)  // which maps the address space many times over
  const rlimit memory{.rlim_cur = kAddressSpaceMax, .rlim_max = kAddressSpaceMax};
  if (::setrlimit(RLIMIT_AS, &memory) != 0) return base::system_error(errno, "memory limit");
#endif
  const rlimit seconds{.rlim_cur = kProcessorSecondsMax, .rlim_max = kProcessorSecondsMax};
  if (::setrlimit(RLIMIT_CPU, &seconds) != 0) return base::system_error(errno, "time limit");
  return {};
}

std::vector<sock_filter> jail_filter() {
  FilterProgram program;
  for (const long call : kHarmlessCalls) program.allow(call);
  program.allow_on(SYS_read, STDIN_FILENO);
  program.allow_on(SYS_write, STDOUT_FILENO);
  program.allow_without(SYS_mprotect, 2, PROT_EXEC);
  program.allow_anonymous_mapping();
  return std::move(program).take();
}

}  // namespace

base::Result<void> enter_jail() {
  if (::syscall(SYS_close_range, kFirstDescriptorToClose, ~0U, 0) != 0) {
    return base::system_error(errno, "closing descriptors");
  }
  RETURN_IF_ERROR(limit_resources());
  RETURN_IF_ERROR(deny_all_by_landlock());
  std::vector<sock_filter> filter = jail_filter();
  const sock_fprog program{.len = static_cast<unsigned short>(filter.size()),
                           .filter = filter.data()};
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) {
    return base::system_error(errno, "seccomp");
  }
  return {};
}

}  // namespace nvr
