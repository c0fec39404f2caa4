// An undo record must survive any bytes, and what is read from one be written and read again.
#include "appliance/change/undo_record_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto settings = appliance::parse_undo_record({data, size});
  if (!settings) return 0;
  const auto again = appliance::parse_undo_record(appliance::marshal_undo_record(*settings));
  if (!again || *again != *settings) __builtin_trap();
  return 0;
}
