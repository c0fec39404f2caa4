#include "appliance/certificates/site_ca.h"

#include <algorithm>

#include "crypto/x509/certificate_builder.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using crypto::Certificate;

// A clock may be a little behind where the certificate is looked at.
constexpr std::chrono::hours kIssuedBefore{1};
constexpr std::size_t kDnsNameBytesMax = 253;

base::Result<void> check_names(const crypto::SubjectAltNames& names) {
  const auto refusal = [](const char* what) { return Error{ErrorKind::InvalidInput, what}; };
  if (!names.uri.empty() || !names.email.empty()) {
    return refusal("a server certificate names hosts and addresses only");
  }
  if (names.empty()) return refusal("the request names no host and no address");
  if (names.size() > kServerNamesMax) return refusal("the request has too many names");
  for (const std::string& name : names.dns) {
    if (name.empty() || name.size() > kDnsNameBytesMax) return refusal("a host name is too long");
    if (name.find('*') != std::string::npos) {
      return refusal("the site CA certifies no wildcards");
    }
  }
  return {};
}

}  // namespace

base::Result<Certificate> make_site_ca(const crypto::PrivateKey& key, const std::string& site,
                                       base::WallTime now) {
  crypto::CertificateFields fields;
  fields.subject.organization = "Custody site " + site;
  fields.subject.common_name = "Custody site CA " + site;
  fields.not_before = now - kIssuedBefore;
  fields.not_after = now + kSiteCaLife;
  fields.profile = crypto::CertificateProfile::Ca;
  fields.path_len = 0;
  return crypto::self_sign(key, fields);
}

base::Result<Certificate> certify_evidence_key(const Certificate& ca,
                                               const crypto::PrivateKey& ca_key,
                                               const crypto::PublicKey& evidence_key,
                                               const std::string& site, base::WallTime now) {
  crypto::CertificateFields fields;
  fields.subject.organization = "Custody site " + site;
  fields.subject.common_name = "Custody evidence " + site;
  fields.not_before = now - kIssuedBefore;
  fields.not_after = ca.not_after();
  fields.profile = crypto::CertificateProfile::EvidenceSigner;
  return crypto::issue(ca, ca_key, evidence_key, fields);
}

base::Result<Certificate> issue_server_certificate(const Certificate& ca,
                                                   const crypto::PrivateKey& ca_key,
                                                   const crypto::CertificateRequest& request,
                                                   base::WallTime now) {
  crypto::CertificateFields fields;
  fields.names = request.alt_names();
  RETURN_IF_ERROR(check_names(fields.names));
  // Of the subject only the name people read: a CA does not vouch for an address it never saw.
  fields.subject.common_name = request.subject_fields().common_name;
  fields.not_before = std::max<base::WallTime>(now - kIssuedBefore, ca.not_before());
  fields.not_after = std::min<base::WallTime>(fields.not_before + kServerLifeMax, ca.not_after());
  fields.profile = crypto::CertificateProfile::Server;
  return crypto::issue(ca, ca_key, request, fields);
}

}  // namespace appliance
