#include "web/http/range_parser.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace http {
namespace {

// At most 18 digits, so that no sum of two overflows.
std::optional<std::uint64_t> parse_position(std::string_view text) {
  if (text.empty() || text.size() > 18) return std::nullopt;
  if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

RangeChoice parse_range(std::string_view value, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!value.starts_with(kUnit)) return WholeBody{};
  value.remove_prefix(kUnit.size());
  const auto dash = value.find('-');
  if (dash == std::string_view::npos) return WholeBody{};
  const auto first = parse_position(value.substr(0, dash));
  const auto last = parse_position(value.substr(dash + 1));

  if (dash == 0) {  // the last n bytes
    if (!last) return WholeBody{};
    if (*last == 0 || size == 0) return RangeNotSatisfiable{};
    return ByteRange{size - std::min(*last, size), size - 1};
  }
  const bool open_end = dash + 1 == value.size();
  if (!first || (!last && !open_end) || (last && *last < *first)) return WholeBody{};
  if (*first >= size) return RangeNotSatisfiable{};
  return ByteRange{*first, open_end ? size - 1 : std::min(*last, size - 1)};
}

}  // namespace http
