// Whatever text names as addresses must survive being written and read again, and hold where
// it begins.
#include "appliance/hosts/subject_parser.h"
#include "base/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = appliance::parse_subject(base::as_text({data, size}));
  if (!parsed) return 0;
  const auto& range = parsed->range;
  if (range.last < range.first) __builtin_trap();
  if (!range.holds(range.first)) __builtin_trap();
  const auto again = appliance::parse_subject(range_text(range));
  if (!again || again->range != range || again->host_bits_set) __builtin_trap();
  return 0;
}
