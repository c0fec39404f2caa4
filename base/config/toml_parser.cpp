#include "base/config/toml_parser.h"

#include <cmath>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_MAX_NESTED_VALUES 16
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace base {
namespace {

constexpr std::size_t kErrorTextBytesMax = 200;

Error error_at(std::string_view name, std::size_t line, std::string_view what) {
  return {ErrorKind::InvalidInput, std::string{name} + ":" + std::to_string(line) + ": " +
                                       std::string{what.substr(0, kErrorTextBytesMax)}};
}

// Walks over text, knowing only what a string, a comment and a key are. It exists because the
// parser recurses once per part of a dotted key without a limit of its own.
class DottedKeyGuard {
 public:
  explicit DottedKeyGuard(std::string_view text) : text_{text} {}

  // The line of the first key with too many parts; 0 when there is none.
  std::size_t first_offence() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        skip_string(c);
        continue;
      }
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      if (c == '\n') ++line_;
      if (std::string_view{"=,{}[]\n"}.find(c) != std::string_view::npos) dots_ = 0;
      if (c == '.' && ++dots_ >= kTomlDottedPartsMax) return line_;
      ++at_;
    }
    return 0;
  }

 private:
  void skip_string(char quote) {
    const std::string triple(3, quote);
    const bool multiline = text_.substr(at_).starts_with(triple);
    at_ += multiline ? 3 : 1;
    for (; at_ < text_.size(); ++at_) {
      if (quote == '"' && text_[at_] == '\\') {
        ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++line_;
        continue;
      }
      if (text_[at_] == '\n') {
        if (!multiline) return;  // unterminated: the parser says so
        ++line_;
      }
      if (text_[at_] != quote) continue;
      if (!multiline) {
        ++at_;
        return;
      }
      if (text_.substr(at_).starts_with(triple)) {
        at_ += 3;
        // Up to two quotes may stand before the closing three.
        while (at_ < text_.size() && text_[at_] == quote) ++at_;
        return;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t dots_ = 0;
};

decltype(TomlEntry::value) strings_of(const toml::array& array) {
  std::vector<std::string> strings;
  for (const toml::node& node : array) {
    const auto text = node.value_exact<std::string>();
    if (!text) return TomlUnsupported{};
    strings.push_back(*text);
  }
  return strings;
}

decltype(TomlEntry::value) value_of(const toml::node& node) {
  if (const auto* flag = node.as_boolean()) return flag->get();
  if (const auto* integer = node.as_integer()) return integer->get();
  if (const auto* number = node.as_floating_point()) {
    if (!std::isfinite(number->get())) return TomlUnsupported{};
    return number->get();
  }
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* array = node.as_array()) return strings_of(*array);
  return TomlUnsupported{};
}

Result<void> flatten(const toml::table& table, const std::string& prefix, std::string_view name,
                     TomlEntries& entries) {
  for (const auto& [key, node] : table) {
    const auto line = static_cast<std::uint32_t>(key.source().begin.line);
    // A dot inside a quoted name would make it look like a section of ours.
    if (key.str().empty() || key.str().find('.') != std::string_view::npos) {
      return error_at(name, line, "a name may not be empty or hold a dot");
    }
    if (entries.size() == kTomlEntriesMax) return error_at(name, line, "too many entries");

    const std::string path = prefix + std::string{key.str()};
    const toml::table* inner = node.as_table();
    TomlEntry entry{.value = TomlTable{}, .line = line};
    if (inner == nullptr) entry.value = value_of(node);
    entries.emplace(path, std::move(entry));
    if (inner != nullptr) RETURN_IF_ERROR(flatten(*inner, path + ".", name, entries));
  }
  return {};
}

}  // namespace

Result<TomlEntries> parse_toml(std::string_view text, std::string_view name) {
  if (text.size() > kTomlBytesMax) return error_at(name, 1, "larger than 1 MiB");
  if (const std::size_t line = DottedKeyGuard{text}.first_offence(); line != 0) {
    return error_at(name, line, "a name with more than 8 parts");
  }

  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    return error_at(name, parsed.error().source().begin.line, parsed.error().description());
  }
  TomlEntries entries;
  RETURN_IF_ERROR(flatten(parsed.table(), "", name, entries));
  return entries;
}

}  // namespace base
