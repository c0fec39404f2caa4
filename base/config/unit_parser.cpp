#include "base/config/unit_parser.h"

#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace base {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

// Largest first among those that format_...() may choose.
constexpr std::array kDurations{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"min", 60'000},
                                Unit{"s", 1000}, Unit{"ms", 1}};
constexpr std::array kSizes{Unit{"TiB", 1ULL << 40},
                            Unit{"GiB", 1ULL << 30},
                            Unit{"MiB", 1ULL << 20},
                            Unit{"KiB", 1ULL << 10},
                            Unit{"B", 1},
                            Unit{"TB", 1'000'000'000'000},
                            Unit{"GB", 1'000'000'000},
                            Unit{"MB", 1'000'000},
                            Unit{"kB", 1000}};
constexpr std::size_t kBinarySizes = 5;

Result<std::uint64_t> parse(std::string_view text, std::span<const Unit> units,
                            std::uint64_t value_max, const char* mistake) {
  std::uint64_t count = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc{}) return Error{ErrorKind::InvalidInput, mistake};
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  for (const Unit& unit : units) {
    if (text != unit.name) continue;
    if (count > value_max / unit.factor) {
      return Error{ErrorKind::InvalidInput, "is larger than can be counted"};
    }
    return count * unit.factor;
  }
  return Error{ErrorKind::InvalidInput, mistake};
}

std::string format(std::uint64_t value, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (value % unit.factor == 0 && (value != 0 || unit.factor == 1)) {
      return std::to_string(value / unit.factor) + std::string{unit.name};
    }
  }
  return {};  // not reached: the last unit divides everything
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::chrono::milliseconds::max().count());
  ASSIGN_OR_RETURN(const std::uint64_t ms,
                   parse(text, kDurations, kMax, "needs a number and ms, s, min, h or d: \"5s\""));
  return std::chrono::milliseconds{static_cast<std::int64_t>(ms)};
}

std::string format_duration(std::chrono::milliseconds duration) {
  return format(static_cast<std::uint64_t>(duration.count()), kDurations);
}

Result<std::uint64_t> parse_size(std::string_view text) {
  return parse(text, kSizes, std::numeric_limits<std::uint64_t>::max(),
               "needs a number and B, KiB, MiB, GiB, TiB, kB, MB, GB or TB: \"10GiB\"");
}

std::string format_size(std::uint64_t bytes) {
  return format(bytes, std::span{kSizes}.first(kBinarySizes));
}

}  // namespace base
