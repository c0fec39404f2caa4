// TOML text into a flat table of dotted keys, each with the line it stands on.
//
// Pure, and bounded before it believes: size, nesting and the number of entries. Flat, because a
// configuration is looked up by name ("web.port") and every mistake is told by file and line.
// The third-party parser stays in toml_parser.cpp. Specification: TOML 1.0, less what that parser
// mishandles: text beyond ASCII right after a backslash or what it joins, a byte order mark, and a
// quoted part after a bare name that begins like a number (1."a").
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace base {

inline constexpr std::size_t kTomlBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kTomlDottedPartsMax = 8;
inline constexpr std::size_t kTomlEntriesMax = 10'000;

// What no configuration of ours holds (dates, arrays of other things): known to be there, no more.
struct TomlUnsupported {
  auto operator<=>(const TomlUnsupported&) const = default;
};
// A section header; what it holds are entries of their own.
struct TomlTable {
  auto operator<=>(const TomlTable&) const = default;
};

struct TomlEntry {
  std::variant<TomlUnsupported, TomlTable, bool, std::int64_t, double, std::string,
               std::vector<std::string>>
      value;
  std::uint32_t line = 0;  // from 1

  bool operator==(const TomlEntry&) const = default;
};

using TomlEntries = std::map<std::string, TomlEntry, std::less<>>;

// `name` is what errors call the text: "recorder.toml:7: ...".
Result<TomlEntries> parse_toml(std::string_view text, std::string_view name);

}  // namespace base
