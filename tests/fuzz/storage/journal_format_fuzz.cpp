// The journal's headers and entries must survive any bytes and be exact inverses.
#include "storage/journal/journal_format.h"
#include "tests/fuzz/storage/round_trip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView input{data, size};
  fuzz::round_trip(input, storage::parse_journal_header);
  fuzz::round_trip(input, storage::parse_journal_entry);
  return 0;
}
