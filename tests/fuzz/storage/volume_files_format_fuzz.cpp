// Wraps files and volume marks must survive any bytes and be exact inverses. The input lacks the
// SHA-256 at the end, which a fuzzer could not guess.
#include "crypto/hash/sha2.h"
#include "storage/segment/volume_files_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/storage/round_trip.h"

FUZZ_TARGET(volume_files_format_fuzz)(base::ByteView unchecked) {
  if (storage::parse_wraps_file(unchecked) || storage::parse_volume_mark(unchecked)) return;
  base::Bytes input{unchecked.begin(), unchecked.end()};
  base::append(input, crypto::sha256(unchecked));
  fuzz::round_trip(input, storage::parse_wraps_file);
  fuzz::round_trip(input, storage::parse_volume_mark);
}
