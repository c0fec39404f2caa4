// parse_segment_header() and parse_end_mark() must survive any bytes and be exact inverses.
#include "storage/segment/segment_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/storage/round_trip.h"

FUZZ_TARGET(segment_format_fuzz)(base::ByteView input) {
  if (input.size() == storage::kEndMarkBytes) {
    fuzz::round_trip(input, storage::parse_end_mark);
  } else {
    fuzz::round_trip(input, storage::parse_segment_header);
    const auto header = storage::parse_segment_header(input);
    if (header && storage::segment_path(*header).empty()) __builtin_trap();
  }
}
