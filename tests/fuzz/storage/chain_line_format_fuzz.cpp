// Lines of chain and signers logs must survive any bytes and be exact inverses.
#include "storage/chain/chain_line_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/storage/round_trip.h"

FUZZ_TARGET(chain_line_format_fuzz)(base::ByteView input) {
  fuzz::round_trip(input, storage::parse_tombstone);
  fuzz::round_trip(input, storage::parse_dropped);
  fuzz::round_trip(input, storage::parse_signer);
  fuzz::round_trip(input, storage::parse_destroyed);
}
