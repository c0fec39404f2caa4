// What somebody probably meant to type: the known name with the fewest edits from it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace base {

// Empty when nothing is near enough to be a slip (a third of its letters, at most three).
// An exchange of two neighbours is one edit.
std::string nearest_name(std::string_view typed, std::span<const std::string> known);

}  // namespace base
