// parse_json() must survive any text, and whatever it accepts must print to text it reads as equal.
#include "base/bytes.h"
#include "base/json/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = base::parse_json(base::as_text({data, size}));
  if (!value) return 0;
  const auto again = base::parse_json(value->dump(), {.bytes_max = 8 * size + 64});
  if (!again || *again != *value) __builtin_trap();
  return 0;
}
