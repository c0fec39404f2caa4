// CertificateRequest::from_der() must survive any bytes, and what it accepts encodes to the same.
#include <algorithm>

#include "crypto/x509/certificate_request.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(certificate_request_fuzz)(base::ByteView bytes) {
  const auto request = crypto::CertificateRequest::from_der(bytes);
  if (!request) return;
  if (!std::ranges::equal(request->to_der(), bytes)) __builtin_trap();
  static_cast<void>(request->subject());
  static_cast<void>(request->subject_fields());
  static_cast<void>(request->alt_names());
}
