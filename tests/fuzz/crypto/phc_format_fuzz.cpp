// parse_phc() must survive any text; what it accepts is payable and prints back to the same text.
#include "base/bytes.h"
#include "crypto/password/password_cost.h"
#include "crypto/password/phc_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = base::as_text({data, size});
  const auto hash = crypto::parse_phc(text);
  if (!hash) return 0;
  if (!crypto::check_cost(hash->cost) || crypto::format_phc(*hash) != text) __builtin_trap();
  return 0;
}
