// The text of a systemd unit file as sections, directives and lines.
//
// Pure. Knows comments, continued lines and repeated directives (a list; an empty value empties
// it), not what a directive means. Specification: systemd.syntax(7).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace mini_init {

struct Directive {
  std::string section;
  std::string name;
  std::string value;
  std::size_t line;
};

using UnitFile = std::vector<Directive>;

// `name` is what errors call the text.
base::Result<UnitFile> parse_unit_file(std::string_view text, std::string_view name);

}  // namespace mini_init
