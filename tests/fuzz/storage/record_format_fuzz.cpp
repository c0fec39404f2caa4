// parse_record_header() must survive any bytes, be an exact inverse and bound what it announces.
#include <algorithm>

#include "base/bytes.h"
#include "storage/segment/record_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView input{data, size};
  const auto header = storage::parse_record_header(input);
  if (!header) return 0;
  if (!std::ranges::equal(storage::marshal(*header), input)) __builtin_trap();
  if (storage::record_bytes(*header) > (17U << 20)) __builtin_trap();
  return 0;
}
