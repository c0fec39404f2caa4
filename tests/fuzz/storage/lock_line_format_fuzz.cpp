// Lines of the locks log must survive any bytes and be exact inverses.
#include "storage/locks/lock_line_format.h"
#include "tests/fuzz/storage/round_trip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView input{data, size};
  fuzz::round_trip(input, storage::parse_lock);
  fuzz::round_trip(input, storage::parse_release);
  return 0;
}
