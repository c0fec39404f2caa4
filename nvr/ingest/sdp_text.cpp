#include "nvr/ingest/sdp_text.h"

#include <algorithm>

namespace nvr {

std::string without_keys(std::string_view sdp) {
  constexpr std::string_view kKeyLines[] = {"k=", "a=crypto:", "a=key-mgmt:"};
  std::string kept;
  while (!sdp.empty()) {
    const std::size_t end = std::min(sdp.find('\n'), sdp.size() - 1) + 1;
    const std::string_view line = sdp.substr(0, end);
    sdp.remove_prefix(end);
    const bool holds_key = std::ranges::any_of(
        kKeyLines, [&](std::string_view start) { return line.starts_with(start); });
    if (!holds_key) kept += line;
  }
  return kept;
}

}  // namespace nvr
