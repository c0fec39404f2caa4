// parse_toml() must survive any text; what a Config makes of it names every key it was not asked
// for, so nothing in a file can go unseen.
#include "base/bytes.h"
#include "base/config/config.h"
#include "base/config/toml_parser.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(toml_parser_fuzz)(base::ByteView input) {
  const auto text = base::as_text(input);
  const auto entries = base::parse_toml(text, "fuzz.toml");
  auto config = base::Config::parse(text, "fuzz.toml");
  if (entries.has_value() != config.has_value()) __builtin_trap();
  if (!entries) return;

  for (const auto& [key, entry] : *entries) {
    if (entry.line == 0) __builtin_trap();
    // Each way of reading each value: a wrong type is a mistake, never a crash.
    (void)config->get_double(key, 0, {-1, 1});
    (void)config->get_size(key, 0, {0, 1000});
    (void)config->get_duration(key, {}, {{}, std::chrono::milliseconds{1000}});
    (void)config->get_path(key, "/");
    (void)config->get_strings(key, {}, {0, 1});
  }
  // No value is right for all of them.
  if (config->finish().has_value() != entries->empty()) __builtin_trap();
  const auto unread = base::Config::parse(text, "fuzz.toml")->finish();
  if (unread.has_value() != entries->empty()) __builtin_trap();
}
