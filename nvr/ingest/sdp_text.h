// The text of a session description as it is kept with footage: without lines that hold keys.
// Pure.
#pragma once

#include <string>
#include <string_view>

namespace nvr {

std::string without_keys(std::string_view sdp);

}  // namespace nvr
