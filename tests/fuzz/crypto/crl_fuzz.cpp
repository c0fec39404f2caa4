// Crl::from_der() must survive any bytes, and what it accepts encodes to the same.
#include <algorithm>

#include "crypto/x509/crl.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView bytes{data, size};
  const auto crl = crypto::Crl::from_der(bytes);
  if (!crl) return 0;
  if (!std::ranges::equal(crl->to_der(), bytes)) __builtin_trap();
  static_cast<void>(crl->issuer());
  static_cast<void>(crl->contains_serial("2a"));
  return 0;
}
