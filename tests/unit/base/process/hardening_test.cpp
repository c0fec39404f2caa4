// Goal: a hardened process leaves no core, no readable files and no way to gain privileges.

#include "base/process/hardening.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace base {
namespace {

// In a child: what is given up cannot be taken back.
TEST(HardeningDeathTest, CoresTracingPrivilegesAndSharedFilesAreGivenUp) {
  EXPECT_EXIT(
      {
        const bool hardened = harden_process().has_value();
        rlimit core{};
        ::getrlimit(RLIMIT_CORE, &core);
        const bool good = hardened && core.rlim_max == 0 && core.rlim_cur == 0 &&
                          ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 &&
                          ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && ::umask(0) == 0077;
        ::_exit(good ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(HardeningDeathTest, HardeningTwiceIsFine) {
  EXPECT_EXIT(::_exit(harden_process() && harden_process() ? 0 : 1), testing::ExitedWithCode(0),
              "");
}

}  // namespace
}  // namespace base
