// An undo record must survive any bytes, and what is read from one be written and read again.
#include "appliance/change/undo_record_format.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(undo_record_format_fuzz)(base::ByteView input) {
  const auto settings = appliance::parse_undo_record(input);
  if (!settings) return;
  const auto again = appliance::parse_undo_record(appliance::marshal_undo_record(*settings));
  if (!again || *again != *settings) __builtin_trap();
}
