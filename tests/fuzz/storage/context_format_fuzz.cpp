// parse_context() must survive any bytes and be an exact inverse.
#include "storage/segment/context_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/storage/round_trip.h"

FUZZ_TARGET(context_format_fuzz)(base::ByteView input) {
  fuzz::round_trip(input, storage::parse_context);
}
