// Makes certificates: a self-signed one, or one issued by a CA of ours.
//
// The profile alone decides key usage and extended key usage, so that no caller can make a
// certificate that serves two masters. Serials are 128 random bits. Signatures use SHA-256, or
// SHA-384 with a P-384 issuer key.
#pragma once

#include <optional>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/keys/private_key.h"
#include "crypto/x509/certificate.h"
#include "crypto/x509/certificate_request.h"
#include "crypto/x509/distinguished_name.h"
#include "crypto/x509/subject_alt_names.h"

namespace crypto {

enum class CertificateProfile {
  Server,  // TLS; must carry an alternative name
  Client,
  ServerAndClient,
  Ca,                  // signs certificates and CRLs
  EvidenceSigner,      // CMS: documentSigning (RFC 9336), emailProtection for stock verifiers
  TimestampAuthority,  // RFC 3161: timeStamping alone, critical
  Recipient,           // CMS: content is encrypted to its key
  DeviceIdentity       // signs as a device (IEEE 802.1AR); no extended usage
};

struct CertificateFields {
  DistinguishedName subject{};
  SubjectAltNames names{};
  base::WallTime not_before;
  base::WallTime not_after;  // kLatestTime: never expires
  CertificateProfile profile = CertificateProfile::Server;
  std::optional<int> path_len{};  // Ca only: how many CAs may follow
};

base::Result<Certificate> self_sign(const PrivateKey& key, const CertificateFields& fields);

// Refuses an issuer that is no CA or not of `ca_key`, a life that outlasts the issuer's, and weak
// subject keys.
base::Result<Certificate> issue(const Certificate& ca, const PrivateKey& ca_key,
                                const PublicKey& subject_key, const CertificateFields& fields);

// The same for the key of a request. What the request asks for is the caller's to copy into
// `fields`, because the CA decides.
base::Result<Certificate> issue(const Certificate& ca, const PrivateKey& ca_key,
                                const CertificateRequest& request, const CertificateFields& fields);

}  // namespace crypto
