#include "appliance/keeper/evidence_desk.h"

#include "appliance/certificates/site_ca.h"
#include "crypto/cms/signed_data.h"
#include "crypto/hash/sha2.h"
#include "crypto/x509/certificate_request.h"
#include "storage/chain/archive_signature.h"
#include "storage/chain/chain.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;
using crypto::Certificate;

constexpr const char* kSignerActor = "custody-recorder";
constexpr const char* kIssueActor = "custodyd";

// line_message() of storage/chain/signed_log_format.h: this text, a link and a digest.
constexpr std::string_view kLineMessageStart = "custody line v1";
constexpr std::size_t kLineMessageBytes = kLineMessageStart.size() + 32 + 32;

base::Result<Certificate> certificate_of(const Keeper& keeper,
                                         base::Bytes KeystorePublicPart::* which) {
  if (keeper.state() == KeystoreState::Empty) return keeper.keys().error();
  return Certificate::from_der(keeper.keystore().public_part().*which);
}

Json names_in(const crypto::SubjectAltNames& names) {
  Json::Array all;
  for (const auto* list : {&names.dns, &names.ip}) {
    for (const std::string& name : *list) all.emplace_back(name);
  }
  return Json{std::move(all)};
}

}  // namespace

EvidenceDesk::EvidenceDesk(Keeper& keeper, ExportGrants& grants, Options options)
    : keeper_{keeper},
      grants_{grants},
      signatures_{options.signatures},
      certificates_{options.certificates} {}

base::Result<Certificate> EvidenceDesk::evidence_certificate() const {
  return certificate_of(keeper_, &KeystorePublicPart::evidence_certificate);
}

base::Result<Certificate> EvidenceDesk::site_ca() const {
  return certificate_of(keeper_, &KeystorePublicPart::ca_certificate);
}

base::Result<base::Bytes> EvidenceDesk::sign_manifest(const ManifestRequest& request) {
  ASSIGN_OR_RETURN(const SiteKeys* keys, keeper_.keys());
  const base::ByteView manifest = request.manifest;
  if (manifest.empty() || manifest.size() > kManifestBytesMax) {
    return Error{ErrorKind::InvalidInput, "a manifest has 1 byte to 1 MiB"};
  }
  RETURN_IF_ERROR(signatures_.take(request.actor, keeper_.world().clock.steady()));
  RETURN_IF_ERROR(grants_.use_for_manifest(request.grant, request.actor, manifest));
  storage::JournalEntry line{
      .kind = "manifest-signed", .actor = request.actor, .subject = base::to_string(request.grant)};
  line.fields["sha256"] = base::hex(crypto::sha256(manifest));
  line.fields["reason"] = request.reason;
  RETURN_IF_ERROR(keeper_.record_use(line));
  ASSIGN_OR_RETURN(const Certificate signer, evidence_certificate());
  ASSIGN_OR_RETURN(const Certificate ca, site_ca());
  return crypto::sign_cms(keys->evidence, signer, crypto::content_of(manifest),
                          {.signing_time = keeper_.world().clock.wall(), .chain = {&ca, 1}});
}

base::Result<EvidenceDesk::SignerCertified> EvidenceDesk::certify_signer(base::ByteView message) {
  ASSIGN_OR_RETURN(const SiteKeys* keys, keeper_.keys());
  // The evidence key signs lines and manifests, whose bytes cannot be mistaken for one another.
  if (message.size() != kLineMessageBytes ||
      base::as_text(message.first(kLineMessageStart.size())) != kLineMessageStart) {
    return Error{ErrorKind::InvalidInput, "only a line of a signed log is certified"};
  }
  RETURN_IF_ERROR(certificates_.take(kSignerActor, keeper_.world().clock.steady()));
  storage::JournalEntry line{.kind = "signer-certified", .actor = kSignerActor};
  line.fields["sha256"] = base::hex(crypto::sha256(message));
  RETURN_IF_ERROR(keeper_.record_use(line));
  ASSIGN_OR_RETURN(const storage::Point point, storage::point_of(keys->evidence.public_key()));
  ASSIGN_OR_RETURN(const storage::Signature signature,
                   storage::sign_for_archive(keys->evidence, message));
  return SignerCertified{storage::key_id_of(point), signature};
}

base::Result<std::string> EvidenceDesk::issue_certificate(const std::string& purpose,
                                                          base::ByteView request) {
  ASSIGN_OR_RETURN(const SiteKeys* keys, keeper_.keys());
  if (purpose != "https") {
    return Error{ErrorKind::InvalidInput, "certificates are issued for https only"};
  }
  ASSIGN_OR_RETURN(const auto parsed, crypto::CertificateRequest::from_der(request));
  RETURN_IF_ERROR(certificates_.take(kIssueActor, keeper_.world().clock.steady()));
  ASSIGN_OR_RETURN(const Certificate ca, site_ca());
  ASSIGN_OR_RETURN(
      const Certificate issued,
      issue_server_certificate(ca, keys->site_ca, parsed, keeper_.world().clock.wall()));
  storage::JournalEntry line{.kind = "certificate-issued",
                             .actor = kIssueActor,
                             .subject = base::hex(issued.fingerprint())};
  line.fields["names"] = names_in(issued.alt_names());
  RETURN_IF_ERROR(keeper_.record_use(line));
  return issued.to_pem() + ca.to_pem();
}

}  // namespace appliance
