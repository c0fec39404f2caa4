// Crl::from_der() must survive any bytes, and what it accepts encodes to the same.
#include <algorithm>

#include "crypto/x509/crl.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(crl_fuzz)(base::ByteView bytes) {
  const auto crl = crypto::Crl::from_der(bytes);
  if (!crl) return;
  if (!std::ranges::equal(crl->to_der(), bytes)) __builtin_trap();
  static_cast<void>(crl->issuer());
  static_cast<void>(crl->contains_serial("2a"));
}
