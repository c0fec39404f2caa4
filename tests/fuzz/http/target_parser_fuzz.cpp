// parse_target() must survive any text; what it accepts is harmless and encodes back to itself.
#include <algorithm>

#include "base/bytes.h"
#include "tests/fuzz/fuzz_target.h"
#include "web/http/target_parser.h"

FUZZ_TARGET(target_parser_fuzz)(base::ByteView input) {
  const auto target = http::parse_target(base::as_text(input));
  if (!target) return;
  for (const std::string& segment : target->segments) {
    const bool harmful =
        segment == "." || segment == ".." ||
        segment.find_first_of(std::string_view{"/\\\0\r\n", 5}) != std::string::npos;
    if (harmful) __builtin_trap();
  }
  const std::string text = http::to_string(*target);
  if (text.size() > http::kTargetBytesMax) return;  // encoded, it may have grown past the limit
  const auto again = http::parse_target(text);
  if (!again || *again != *target) __builtin_trap();
}
