// The site's own CA: its certificate, the evidence key's, and server certificates for programs that
// ask with a CSR.
//
// Promise: a server certificate bears only names its request asked for, DNS names and addresses, a
// bounded number of them, and lives at most 398 days and not past the CA. Safe from any thread.
#pragma once

#include <chrono>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/x509/certificate.h"
#include "crypto/x509/certificate_request.h"

namespace appliance {

inline constexpr std::chrono::days kSiteCaLife{3653};  // ten years
inline constexpr std::chrono::days kServerLifeMax{398};
inline constexpr std::size_t kServerNamesMax = 32;

// `site` tells one site's certificates from another's: a few letters for people.
base::Result<crypto::Certificate> make_site_ca(const crypto::PrivateKey& key,
                                               const std::string& site, base::WallTime now);

// For the key that signs evidence; ends with the CA.
base::Result<crypto::Certificate> certify_evidence_key(const crypto::Certificate& ca,
                                                       const crypto::PrivateKey& ca_key,
                                                       const crypto::PublicKey& evidence_key,
                                                       const std::string& site, base::WallTime now);

// InvalidInput says which rule the request breaks.
base::Result<crypto::Certificate> issue_server_certificate(
    const crypto::Certificate& ca, const crypto::PrivateKey& ca_key,
    const crypto::CertificateRequest& request, base::WallTime now);

}  // namespace appliance
