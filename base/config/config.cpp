#include "base/config/config.h"

#include <algorithm>
#include <cassert>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/config/nearest_name.h"
#include "base/config/unit_parser.h"

namespace base {
namespace {

constexpr std::size_t kShownBytesMax = 64;

// A message is one line and of bounded length, whatever a name holds.
std::string in_quotes(std::string_view key) {
  std::string shown{key.substr(0, kShownBytesMax)};
  std::ranges::replace_if(
      shown, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return "'" + shown + "'";
}

template <typename T, typename Format>
std::string out_of_bounds(std::string_view key, const Bounds<T>& bounds, Format format) {
  std::ostringstream text;
  text << in_quotes(key) << " must be from " << format(bounds.min) << " to " << format(bounds.max);
  return text.str();
}

template <typename T>
bool within(const T& value, const Bounds<T>& bounds) {
  return value >= bounds.min && value <= bounds.max;
}

constexpr auto kAsIs = [](auto value) { return value; };

bool is_plain_absolute(const std::filesystem::path& path) {
  return path.is_absolute() && std::ranges::find(path, std::filesystem::path{".."}) == path.end();
}

}  // namespace

Result<Config> Config::parse(std::string_view text, std::string name) {
  ASSIGN_OR_RETURN(auto entries, parse_toml(text, name));
  return Config{std::move(entries), std::move(name)};
}

template <typename T>
const T* Config::find(std::string_view key, std::string_view expected) {
  known_.emplace(key);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  const T* value = std::get_if<T>(&found->second.value);
  if (value == nullptr) add_mistake(key, in_quotes(key) + " must be " + std::string{expected});
  return value;
}

bool Config::get_bool(std::string_view key, bool fallback) {
  const bool* value = find<bool>(key, "true or false");
  return value != nullptr ? *value : fallback;
}

std::int64_t Config::get_int(std::string_view key, std::int64_t fallback,
                             Bounds<std::int64_t> bounds) {
  assert(within(fallback, bounds));
  const auto* value = find<std::int64_t>(key, "a whole number");
  if (value == nullptr) return fallback;
  if (within(*value, bounds)) return *value;
  add_mistake(key, out_of_bounds(key, bounds, kAsIs));
  return fallback;
}

double Config::get_double(std::string_view key, double fallback, Bounds<double> bounds) {
  assert(within(fallback, bounds));
  const auto entry = entries_.find(key);
  // 2 is as good as 2.0 to whoever writes it.
  if (entry != entries_.end()) {
    if (const auto* whole = std::get_if<std::int64_t>(&entry->second.value)) {
      entry->second.value = static_cast<double>(*whole);
    }
  }
  const auto* value = find<double>(key, "a number");
  if (value == nullptr) return fallback;
  if (within(*value, bounds)) return *value;
  add_mistake(key, out_of_bounds(key, bounds, kAsIs));
  return fallback;
}

std::string Config::get_string(std::string_view key, std::string fallback,
                               Bounds<std::size_t> bounds) {
  assert(within(fallback.size(), bounds));
  const auto* value = find<std::string>(key, "a string");
  if (value == nullptr) return fallback;
  if (within(value->size(), bounds)) return *value;
  add_mistake(key, out_of_bounds(key, bounds, kAsIs) + " bytes long");
  return fallback;
}

std::chrono::milliseconds Config::get_duration(std::string_view key,
                                               std::chrono::milliseconds fallback,
                                               Bounds<std::chrono::milliseconds> bounds) {
  assert(within(fallback, bounds));
  const auto* text = find<std::string>(key, "a duration such as \"5s\"");
  if (text == nullptr) return fallback;
  const auto value = parse_duration(*text);
  if (value && within(*value, bounds)) return *value;
  add_mistake(key, value ? out_of_bounds(key, bounds, format_duration)
                         : in_quotes(key) + " " + value.error().message);
  return fallback;
}

std::uint64_t Config::get_size(std::string_view key, std::uint64_t fallback,
                               Bounds<std::uint64_t> bounds) {
  assert(within(fallback, bounds));
  const auto* text = find<std::string>(key, "a size such as \"10GiB\"");
  if (text == nullptr) return fallback;
  const auto value = parse_size(*text);
  if (value && within(*value, bounds)) return *value;
  add_mistake(key, value ? out_of_bounds(key, bounds, format_size)
                         : in_quotes(key) + " " + value.error().message);
  return fallback;
}

std::filesystem::path Config::get_path(std::string_view key, std::filesystem::path fallback) {
  assert(fallback.empty() || is_plain_absolute(fallback));
  const auto* text = find<std::string>(key, "an absolute path");
  if (text == nullptr) return fallback;
  const std::filesystem::path path{*text};
  if (is_plain_absolute(path) && text->find('\0') == std::string::npos) return path;
  add_mistake(key, in_quotes(key) + " must be an absolute path without '..'");
  return fallback;
}

std::vector<std::string> Config::get_strings(std::string_view key,
                                             std::vector<std::string> fallback,
                                             Bounds<std::size_t> bounds) {
  assert(within(fallback.size(), bounds));
  const auto* value = find<std::vector<std::string>>(key, "a list of strings");
  if (value == nullptr) return fallback;
  if (within(value->size(), bounds)) return *value;
  add_mistake(key, out_of_bounds(key, bounds, kAsIs) + " entries long");
  return fallback;
}

void Config::add_mistake(std::string_view key, std::string_view what) {
  const auto found = entries_.find(key);
  mistakes_.emplace(found == entries_.end() ? 0 : found->second.line, what);
}

Result<void> Config::finish() {
  if (!std::exchange(finished_, true)) add_unknown();
  if (mistakes_.empty()) return {};
  std::string text;
  for (const auto& [line, what] : mistakes_) {
    if (!text.empty()) text += '\n';
    text += name_ + ":";
    if (line != 0) text += std::to_string(line) + ":";
    text += " " + what;
  }
  return Error{ErrorKind::InvalidInput, std::move(text)};
}

void Config::add_unknown() {
  std::string unknown_section;  // what lies below one is not told again
  for (const auto& [key, entry] : entries_) {
    if (known_.contains(key)) continue;
    if (!unknown_section.empty() && key.starts_with(unknown_section)) continue;
    const bool section = std::holds_alternative<TomlTable>(entry.value);
    if (section && names_section(key)) continue;
    if (section) unknown_section = key + ".";
    std::string text = std::string{section ? "unknown section " : "unknown key "} + in_quotes(key);
    if (const auto meant = nearest(key, section); !meant.empty()) {
      text += "; did you mean " + in_quotes(meant) + "?";
    }
    mistakes_.emplace(entry.line, std::move(text));
  }
}

bool Config::names_section(std::string_view key) const {
  const std::string prefix = std::string{key} + ".";
  const auto next = known_.lower_bound(prefix);
  return next != known_.end() && next->starts_with(prefix);
}

std::string Config::nearest(std::string_view key, bool section) const {
  std::vector<std::string> names;
  for (const std::string& name : known_) {
    if (!section) {
      names.push_back(name);
      continue;
    }
    for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
      names.push_back(name.substr(0, dot));
    }
  }
  return nearest_name(key, names);
}

Result<Config> load_config(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  std::ifstream file{path, std::ios::binary};
  if (!file) return Error{ErrorKind::NotFound, "cannot open configuration file " + path.string()};
  std::string text(kTomlBytesMax + 1, '\0');  // one more, so that too large is seen
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return Error{ErrorKind::Io, "cannot read configuration file " + path.string()};
  text.resize(static_cast<std::size_t>(file.gcount()));
  return Config::parse(text, name);
}

}  // namespace base
