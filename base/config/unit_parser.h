// Durations and sizes as people write them in configuration: "250ms", "5s", "2min", "10GiB".
//
// Pure: a whole number and one unit, nothing else; no unit is a guess and is refused. What does
// not fit the result is refused too.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

// ms, s, min, h, d.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string format_duration(std::chrono::milliseconds duration);  // inverse; largest exact unit

// B, KiB, MiB, GiB, TiB, and the decimal kB, MB, GB, TB that disks are sold in.
Result<std::uint64_t> parse_size(std::string_view text);
std::string format_size(std::uint64_t bytes);  // inverse; largest exact binary unit

}  // namespace base
