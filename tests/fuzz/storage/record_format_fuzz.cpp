// parse_record_header() must survive any bytes, be an exact inverse and bound what it announces.
#include <algorithm>

#include "base/bytes.h"
#include "storage/segment/record_format.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(record_format_fuzz)(base::ByteView input) {
  const auto header = storage::parse_record_header(input);
  if (!header) return;
  if (!std::ranges::equal(storage::marshal(*header), input)) __builtin_trap();
  if (storage::record_bytes(*header) > (17U << 20)) __builtin_trap();
}
