// Whatever the header says, a range lies inside of the content.
#include "base/bytes.h"
#include "web/http/range_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::uint64_t content = std::uint64_t{1} << (data[0] % 64);
  const auto choice = http::parse_range(base::as_text({data + 1, size - 1}), content);
  if (const auto* range = std::get_if<http::ByteRange>(&choice)) {
    if (range->first > range->last || range->last >= content) __builtin_trap();
  }
  return 0;
}
