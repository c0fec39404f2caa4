// Certificate::from_der() and parse_chain_pem() must survive any bytes, and what they accept must
// be shown without a fault and encode to the same bytes.
#include <algorithm>

#include "crypto/x509/certificate.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

void look_at(const crypto::Certificate& certificate) {
  static_cast<void>(certificate.subject() + certificate.issuer() + certificate.common_name() +
                    certificate.serial() + certificate.signature_algorithm());
  static_cast<void>(certificate.alt_names());
  static_cast<void>(certificate.key_usage());
  static_cast<void>(certificate.extended_key_usage());
  static_cast<void>(certificate.path_len());
  static_cast<void>(certificate.weakness());
  static_cast<void>(certificate.key_fingerprint());
  if (const auto key = certificate.public_key()) {
    if (!(*crypto::PublicKey::from_spki_der(key->to_spki_der()) == *key)) __builtin_trap();
  }
}

}  // namespace

FUZZ_TARGET(certificate_fuzz)(base::ByteView bytes) {
  if (const auto certificate = crypto::Certificate::from_der(bytes)) {
    if (!std::ranges::equal(certificate->to_der(), bytes)) __builtin_trap();
    look_at(*certificate);
  }
  if (const auto chain = crypto::parse_chain_pem(bytes)) {
    if (chain->empty() || chain->size() > crypto::kChainCertificatesMax) __builtin_trap();
    for (const auto& certificate : *chain) look_at(certificate);
  }
}
