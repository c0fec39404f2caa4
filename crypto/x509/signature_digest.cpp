#include "crypto/x509/signature_digest.h"

#include <openssl/evp.h>

namespace crypto {

const evp_md_st* signature_digest(KeyKind kind) {
  return kind == KeyKind::EcP384 ? EVP_sha384() : EVP_sha256();
}

}  // namespace crypto
