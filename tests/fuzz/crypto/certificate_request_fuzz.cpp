// CertificateRequest::from_der() must survive any bytes, and what it accepts encodes to the same.
#include <algorithm>

#include "crypto/x509/certificate_request.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteView bytes{data, size};
  const auto request = crypto::CertificateRequest::from_der(bytes);
  if (!request) return 0;
  if (!std::ranges::equal(request->to_der(), bytes)) __builtin_trap();
  static_cast<void>(request->subject());
  static_cast<void>(request->subject_fields());
  static_cast<void>(request->alt_names());
  return 0;
}
