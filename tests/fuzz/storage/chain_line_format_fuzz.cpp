// Lines of chain and signers logs must survive any bytes and be exact inverses.
#include "storage/chain/chain_line_format.h"
#include "tests/fuzz/storage/round_trip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView input{data, size};
  fuzz::round_trip(input, storage::parse_tombstone);
  fuzz::round_trip(input, storage::parse_dropped);
  fuzz::round_trip(input, storage::parse_signer);
  fuzz::round_trip(input, storage::parse_destroyed);
  return 0;
}
