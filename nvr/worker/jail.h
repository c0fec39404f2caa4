// Leaves the calling process nothing but memory, standard input and standard output.
//
// After enter_jail() a system call that opens, connects, starts or looks at anything kills the
// process at once: a seccomp filter of a dozen calls, and Landlock without a single rule behind it
// where the kernel has it. Whatever a job needs from the system is opened before. Call it from the
// only thread, after base::harden_process(). There is no way out.
// See docs/design/worker-jobs.md.
#pragma once

#include "base/result.h"

namespace nvr {

base::Result<void> enter_jail();

}  // namespace nvr
