// The frame of signed logs: a whole log is read line by line as far as it goes, and each line must
// be exactly the bytes it was read from.
#include <algorithm>

#include "storage/chain/signed_log_format.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/storage/round_trip.h"

FUZZ_TARGET(signed_log_format_fuzz)(base::ByteView rest) {
  if (rest.size() >= storage::kLogHeaderBytes) {
    const base::ByteView header = rest.first(storage::kLogHeaderBytes);
    fuzz::round_trip(header, storage::parse_log_header);
    rest = rest.subspan(storage::kLogHeaderBytes);
  }
  while (true) {
    const auto line = storage::parse_line(rest);
    if (!line) return;
    const std::size_t bytes = storage::line_bytes(line->header);
    if (!std::ranges::equal(storage::marshal(*line), rest.first(bytes))) __builtin_trap();
    rest = rest.subspan(bytes);
  }
}
