// The journal's headers and entries must survive any bytes and be exact inverses.
#include "storage/journal/journal_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/storage/round_trip.h"

FUZZ_TARGET(journal_format_fuzz)(base::ByteView input) {
  fuzz::round_trip(input, storage::parse_journal_header);
  fuzz::round_trip(input, storage::parse_journal_entry);
}
