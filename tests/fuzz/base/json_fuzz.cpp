// parse_json() must survive any text, and whatever it accepts must print to text it reads as equal.
#include "base/bytes.h"
#include "base/json/json.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(json_fuzz)(base::ByteView input) {
  const auto value = base::parse_json(base::as_text(input));
  if (!value) return;
  const auto again = base::parse_json(value->dump(), {.bytes_max = 8 * input.size() + 64});
  if (!again || *again != *value) __builtin_trap();
}
