// read_pkcs12() must survive any bytes; what opens with the seeds' passphrase is within bounds and
// holds a key that signs.
#include "crypto/sign/signature.h"
#include "crypto/x509/pkcs12.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(pkcs12_fuzz)(base::ByteView input) {
  static const auto passphrase = crypto::Secret::copy_of(std::string_view{"seed"});
  const auto content = crypto::read_pkcs12(input, passphrase);
  if (!content) return;
  if (content->certificates.size() > crypto::kChainCertificatesMax) __builtin_trap();
  const auto signature = crypto::sign(content->key, input);
  if (!signature || !crypto::verify(content->key.public_key(), input, *signature)) {
    __builtin_trap();
  }
}
