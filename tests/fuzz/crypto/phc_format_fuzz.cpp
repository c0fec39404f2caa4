// parse_phc() must survive any text; what it accepts is payable and prints back to the same text.
#include "base/bytes.h"
#include "crypto/password/password_cost.h"
#include "crypto/password/phc_format.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(phc_format_fuzz)(base::ByteView input) {
  const std::string_view text = base::as_text(input);
  const auto hash = crypto::parse_phc(text);
  if (!hash) return;
  if (!crypto::check_cost(hash->cost) || crypto::format_phc(*hash) != text) __builtin_trap();
}
