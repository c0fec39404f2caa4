#include "tests/support/mini_init/unit_file.h"

namespace mini_init {
namespace {

constexpr std::string_view kSpace = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

base::Result<UnitFile> parse_unit_file(std::string_view text, std::string_view name) {
  UnitFile file;
  std::string section;
  std::string joined;  // of continued lines
  std::size_t line_number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line_number;

    // A comment may stand between continued lines and does not end them.
    if (line.starts_with('#') || line.starts_with(';')) continue;
    if (line.ends_with('\\')) {
      joined += std::string{line.substr(0, line.size() - 1)} + " ";
      continue;
    }
    const std::string whole{trimmed(joined + std::string{line})};
    joined.clear();
    if (whole.empty()) continue;

    const auto complain = [&](const char* what) {
      return base::Error{base::ErrorKind::InvalidInput,
                         std::string{name} + ":" + std::to_string(line_number) + ": " + what};
    };
    if (whole.starts_with('[')) {
      if (!whole.ends_with(']')) return complain("a section needs ']'");
      section = whole.substr(1, whole.size() - 2);
      continue;
    }
    const auto equals = whole.find('=');
    if (section.empty() || equals == std::string::npos || equals == 0) {
      return complain("neither a section nor a directive");
    }
    file.push_back({section, std::string{trimmed(std::string_view{whole}.substr(0, equals))},
                    std::string{trimmed(std::string_view{whole}.substr(equals + 1))}, line_number});
  }
  return file;
}

}  // namespace mini_init
