// parse_context() must survive any bytes and be an exact inverse.
#include "storage/segment/context_format.h"
#include "tests/fuzz/storage/round_trip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::round_trip({data, size}, storage::parse_context);
  return 0;
}
