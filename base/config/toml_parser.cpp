#include "base/config/toml_parser.h"

#include <cmath>
#include <optional>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_MAX_NESTED_VALUES 16
#define TOML_ENABLE_FORMATTERS 0
// Some of its assertions can be reached by text ("[&web]"), just before the check that tells the
// mistake with its line; without this a typing error would end the program.
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

namespace base {
namespace {

constexpr std::size_t kErrorTextBytesMax = 200;

Error error_at(std::string_view name, std::size_t line, std::string_view what) {
  return {ErrorKind::InvalidInput, std::string{name} + ":" + std::to_string(line) + ": " +
                                       std::string{what.substr(0, kErrorTextBytesMax)}};
}

struct Offence {
  std::size_t line;
  std::string_view what;
};

bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

// Walks over text, knowing only what a string, a comment and a key are. It exists because the
// parser recurses once per part of a dotted key without a limit of its own, and because its test
// for white space is undefined for many characters beyond ASCII.
class TextGuard {
 public:
  explicit TextGuard(std::string_view text) : text_{text} {}

  std::optional<Offence> first_offence() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        if (!may_open_string()) return Offence{line_, "a quote within a name or value"};
        if (!skip_string(c)) return Offence{line_, "text beyond ASCII right after a backslash"};
        continue;
      }
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      if (!is_ascii(c)) return Offence{line_, "text beyond ASCII must stand in quotes"};
      if (c == '\n') ++line_;
      if (std::string_view{"=,{}[]\n"}.find(c) != std::string_view::npos) dots_ = 0;
      if (c == '.' && ++dots_ >= kTomlDottedPartsMax) {
        return Offence{line_, "a name with more than 8 parts"};
      }
      ++at_;
    }
    return std::nullopt;
  }

 private:
  // The parser takes a quote within a word, or after the dot of a number, for a part of it; what
  // stands behind such a quote is then no string to it.
  bool may_open_string() const {
    const std::size_t word = text_.substr(0, at_).find_last_of(" \t\r\n=[{,") + 1;  // npos + 1: 0
    if (word == at_) return true;
    return text_[at_ - 1] == '.' &&
           std::string_view{"0123456789+-."}.find(text_[word]) == std::string_view::npos;
  }

  // False at text beyond ASCII where the parser tests for white space: after a backslash and what
  // it joins.
  bool skip_string(char quote) {
    const std::string triple(3, quote);
    const bool multiline = text_.substr(at_).starts_with(triple);
    at_ += multiline ? 3 : 1;
    for (; at_ < text_.size(); ++at_) {
      if (quote == '"' && text_[at_] == '\\') {
        const auto next = text_.find_first_not_of(" \t\r\n", at_ + 1);
        if (next != std::string_view::npos && !is_ascii(text_[next])) return false;
        ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++line_;
        continue;
      }
      if (text_[at_] == '\n') {
        if (!multiline) return true;  // unterminated: the parser says so
        ++line_;
      }
      if (text_[at_] != quote) continue;
      if (!multiline) {
        ++at_;
        return true;
      }
      if (text_.substr(at_).starts_with(triple)) {
        at_ += 3;
        // Up to two quotes may stand before the closing three.
        while (at_ < text_.size() && text_[at_] == quote) ++at_;
        return true;
      }
    }
    return true;
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
  if (const auto offence = TextGuard{text}.first_offence()) {
    return error_at(name, offence->line, offence->what);
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
