// What an installer sets, read with types, bounds and defaults, from one TOML file.
//
// Each get_...() names one key, remembers that it exists and, when the file gives it a wrong type
// or a value out of bounds, remembers the mistake and returns the default. finish() then reports
// every mistake and every key nobody asked for, each with file and line, so that an installer
// mends them all at once; a program that got an error from finish() must not start. Not
// thread-safe; used once, at start.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/config/toml_parser.h"
#include "base/result.h"

namespace base {

template <typename T>
struct Bounds {
  T min;
  T max;
};

class Config {
 public:
  // Pure; `name` is what messages call the file.
  static Result<Config> parse(std::string_view text, std::string name);
  // No file given: every key has its default.
  static Config empty() { return Config{{}, "defaults"}; }

  bool get_bool(std::string_view key, bool fallback);
  std::int64_t get_int(std::string_view key, std::int64_t fallback, Bounds<std::int64_t> bounds);
  double get_double(std::string_view key, double fallback, Bounds<double> bounds);
  // Bounds of a string are of its length in bytes.
  std::string get_string(std::string_view key, std::string fallback, Bounds<std::size_t> bounds);
  // "5s", "2min"; a number without a unit is a mistake.
  std::chrono::milliseconds get_duration(std::string_view key, std::chrono::milliseconds fallback,
                                         Bounds<std::chrono::milliseconds> bounds);
  // "10GiB"
  std::uint64_t get_size(std::string_view key, std::uint64_t fallback,
                         Bounds<std::uint64_t> bounds);
  // Absolute, without "..": a service has no working folder to be relative to.
  std::filesystem::path get_path(std::string_view key, std::filesystem::path fallback);
  // Bounds are of the number of strings.
  std::vector<std::string> get_strings(std::string_view key, std::vector<std::string> fallback,
                                       Bounds<std::size_t> bounds);

  // For a rule between keys: an error at the key's line, or at the file when it is not given.
  void add_mistake(std::string_view key, std::string_view what);

  // One line per mistake, in the order of the file. After the last get_...(), and before anything
  // is made that a wrong setting could put in a wrong place; asked again it says the same.
  Result<void> finish();

 private:
  Config(TomlEntries entries, std::string name)
      : entries_{std::move(entries)}, name_{std::move(name)} {}

  template <typename T>
  const T* find(std::string_view key, std::string_view expected);
  void add_unknown();
  bool names_section(std::string_view key) const;  // some known key lies below it
  std::string nearest(std::string_view key, bool section) const;

  TomlEntries entries_;
  std::string name_;
  std::set<std::string, std::less<>> known_;
  std::multimap<std::uint32_t, std::string> mistakes_;  // by line; 0: the key is missing
  bool finished_ = false;
};

// The file at `path`, at most 1 MiB; messages call it by its last name.
Result<Config> load_config(const std::filesystem::path& path);

}  // namespace base
