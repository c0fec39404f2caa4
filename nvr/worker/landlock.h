// Landlock with no rule: no file can be opened by path, no port be used, whatever seccomp thinks.
#pragma once

#include "base/result.h"

namespace nvr {

// Does nothing on a kernel without Landlock.
base::Result<void> deny_all_by_landlock();

}  // namespace nvr
