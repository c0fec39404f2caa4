// Both readers must survive any bytes, hold their bounds, and agree on what certificates there are
// where only certificates are.
#include "crypto/x509/certificate_file.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(certificate_file_fuzz)(base::ByteView input) {
  static const auto passphrase = crypto::Secret::copy_of(std::string_view{"seed"});
  const auto both = crypto::read_key_and_certificates(crypto::Secret::copy_of(input), &passphrase);
  if (both && !both->key && both->certificates.empty()) __builtin_trap();
  if (both && both->certificates.size() > crypto::kChainCertificatesMax) __builtin_trap();
  const auto alone = crypto::read_certificates(input);
  if (!alone) return;
  if (!both || both->key || both->certificates != *alone) __builtin_trap();
}
