// An errno value as an Error: the one place that decides what each means to a caller.
#pragma once

#include <string_view>

#include "base/result.h"

namespace base {

// "<what>: <text of the system>", of the kind that `number`, a value of errno, stands for. `what`
// names the operation and its object; never contents.
Error system_error(int number, std::string_view what);

}  // namespace base
