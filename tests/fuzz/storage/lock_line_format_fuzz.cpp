// Lines of the locks log must survive any bytes and be exact inverses.
#include "storage/locks/lock_line_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/storage/round_trip.h"

FUZZ_TARGET(lock_line_format_fuzz)(base::ByteView input) {
  fuzz::round_trip(input, storage::parse_lock);
  fuzz::round_trip(input, storage::parse_release);
}
