// Bodies of clear records must survive any bytes and be exact inverses. Their sizes differ, so one
// input can only be one of the fixed ones.
#include "storage/segment/record_body_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/storage/round_trip.h"

FUZZ_TARGET(record_body_format_fuzz)(base::ByteView input) {
  fuzz::round_trip(input, storage::parse_gap);
  fuzz::round_trip(input, storage::parse_verdict);
  fuzz::round_trip(input, storage::parse_clock);
  fuzz::round_trip(input, storage::parse_checkpoint);
  fuzz::round_trip(input, storage::parse_final);
}
