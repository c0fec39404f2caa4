// The steps that make an SSL_CTX ours. For crypto/tls/*.cpp only.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/tls/tls_context.h"

namespace crypto {

base::Error tls_failure(std::string_view step);  // with OpenSSL's reason

// Versions, suites, groups, signatures and everything that is off.
base::Result<std::shared_ptr<SSL_CTX>> new_context(const SSL_METHOD* method);

base::Result<void> use_identity(SSL_CTX& context, const std::vector<Certificate>& chain,
                                const PrivateKey& key);
base::Result<void> use_trust(SSL_CTX& context, const TlsTrust& trust);

// Whom to take by fingerprint. With none this changes nothing.
struct TlsPins {
  std::vector<Fingerprint> keys;
  std::vector<Fingerprint> certificates;
  bool any = false;
  bool chain_too = true;  // the chain must verify as well
};
base::Result<void> use_pins(SSL_CTX& context, TlsPins pins);

base::Result<void> offer_protocols(SSL_CTX& context, const std::vector<std::string>& protocols);
base::Result<void> ask_for_protocols(SSL_CTX& context, const std::vector<std::string>& protocols);

// Verify callback: an issuer for which no CRL was configured is not checked for revocation.
int tolerate_missing_crl(int ok, X509_STORE_CTX* store);

}  // namespace crypto
