#include "base/process/hardening.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace base {

Result<void> harden_process() {
  ::umask(0077);
  const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
  if (::setrlimit(RLIMIT_CORE, &no_core) != 0) {
    return Error{ErrorKind::Unavailable, "cannot turn core dumps off"};
  }
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return Error{ErrorKind::Unavailable, "cannot make the process undumpable"};
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return Error{ErrorKind::Unavailable, "cannot give up new privileges"};
  }
  return {};
}

}  // namespace base
