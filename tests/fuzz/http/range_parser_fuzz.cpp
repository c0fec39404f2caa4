// Whatever the header says, a range lies inside of the content.
#include "base/bytes.h"
#include "tests/fuzz/fuzz_target.h"
#include "web/http/range_parser.h"

FUZZ_TARGET(range_parser_fuzz)(base::ByteView input) {
  if (input.empty()) return;
  const std::uint64_t content = std::uint64_t{1} << (input[0] % 64);
  const auto choice = http::parse_range(base::as_text(input.subspan(1)), content);
  if (const auto* range = std::get_if<http::ByteRange>(&choice)) {
    if (range->first > range->last || range->last >= content) __builtin_trap();
  }
}
