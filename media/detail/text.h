// What the readers of textual protocols in media/ share: tokens, numbers, lists.
//
// Pure; views are of the arguments.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace media::detail {

bool equal_ignoring_case(std::string_view a, std::string_view b);
bool is_token(std::string_view text);  // RFC 9110 section 5.6.2; not empty
bool is_printable(
    std::string_view text);  // no control bytes but tabs; bytes above 127 may be there
std::string_view trim(std::string_view text);  // spaces and tabs at both ends

// What stands before `separator`, which is taken off `rest` with it; all when there is none.
std::string_view take_until(std::string_view& rest, char separator);

// Digits of `base` and nothing else, within the type's range.
template <std::unsigned_integral Integer>
std::optional<Integer> parse_integer(std::string_view text, int base = 10) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace media::detail
