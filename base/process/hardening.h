// What every daemon gives up before it does anything else: core dumps, being traced by its own
// user, gaining privileges by exec, and files that others may read.
//
// A second line behind the unit file, which does the same and more: it also holds when a daemon
// is started by hand. Call it first in main(), before any thread.
#pragma once

#include "base/result.h"

namespace base {

Result<void> harden_process();

}  // namespace base
