// Whatever text names as addresses must survive being written and read again, and hold where
// it begins.
#include "appliance/hosts/subject_parser.h"
#include "base/bytes.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(subject_parser_fuzz)(base::ByteView input) {
  const auto parsed = appliance::parse_subject(base::as_text(input));
  if (!parsed) return;
  const auto& range = parsed->range;
  if (range.last < range.first) __builtin_trap();
  if (!range.holds(range.first)) __builtin_trap();
  const auto again = appliance::parse_subject(range_text(range));
  if (!again || again->range != range || again->host_bits_set) __builtin_trap();
}
