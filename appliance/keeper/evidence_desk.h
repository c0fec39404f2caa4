// The verbs about evidence and trust: signing manifests, certifying the recorder's first signing
// key, issuing certificates of the site CA.
//
// One thread at a time.
#pragma once

#include <string>

#include "appliance/keeper/export_grants.h"
#include "appliance/keeper/keeper.h"
#include "appliance/keeper/rate_limit.h"
#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/x509/certificate.h"
#include "storage/segment/fields.h"

namespace appliance {

inline constexpr std::size_t kManifestBytesMax = std::size_t{1} << 20;

class EvidenceDesk {
 public:
  struct Options {
    RateLimit::Options signatures{.per_second = 1, .burst = 20};
    RateLimit::Options certificates{.per_second = 0.1, .burst = 20};
  };

  EvidenceDesk(Keeper& keeper, ExportGrants& grants, Options options);  // both outlive this

  // A detached CMS signature by the evidence key, with its chain; of an export that was granted,
  // whose manifest names the grant.
  struct ManifestRequest {
    base::ByteView manifest;
    base::Id grant;
    std::string actor;
    std::string reason;
  };
  base::Result<base::Bytes> sign_manifest(const ManifestRequest& request);

  struct SignerCertified {
    base::Id key;  // of the evidence key, for the line's header
    storage::Signature signature;
  };
  // `message` is line_message() of a signers line; nothing else is signed.
  base::Result<SignerCertified> certify_signer(base::ByteView message);

  // While locked too; Unavailable only when Empty.
  base::Result<crypto::Certificate> evidence_certificate() const;
  base::Result<crypto::Certificate> site_ca() const;

  // The chain as PEM, the new certificate first.
  base::Result<std::string> issue_certificate(const std::string& purpose, base::ByteView request);

 private:
  Keeper& keeper_;
  ExportGrants& grants_;
  RateLimit signatures_;
  RateLimit certificates_;
};

}  // namespace appliance
