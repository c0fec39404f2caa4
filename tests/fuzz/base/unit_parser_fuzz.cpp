// parse_duration() and parse_size() must survive any text, and whatever they accept must print to
// text they read as equal.
#include "base/bytes.h"
#include "base/config/unit_parser.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(unit_parser_fuzz)(base::ByteView input) {
  const auto text = base::as_text(input);
  if (const auto duration = base::parse_duration(text)) {
    if (*base::parse_duration(base::format_duration(*duration)) != *duration) __builtin_trap();
  }
  if (const auto bytes = base::parse_size(text)) {
    if (*base::parse_size(base::format_size(*bytes)) != *bytes) __builtin_trap();
  }
}
