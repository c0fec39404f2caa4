#include "appliance/keeper/recipients.h"

#include <algorithm>

#include "crypto/x509/certificate.h"
#include "storage/chain/archive_signature.h"
#include "storage/chain/chain.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using crypto::Certificate;

Error refused(std::string why) {
  return {ErrorKind::InvalidInput, std::move(why)};
}

base::Result<void> check_label(const std::string& label) {
  const bool plain = std::ranges::none_of(
      label, [](char each) { return static_cast<unsigned char>(each) < 0x20 || each == 0x7F; });
  if (!label.empty() && label.size() <= kRecipientLabelBytesMax && plain) return {};
  return refused("a recipient's label has 1 to 64 bytes without control characters");
}

// Neither restricts a key it says nothing about.
bool allows_key_agreement(const Certificate& certificate) {
  const auto uses = certificate.key_usage();
  return uses.empty() || std::ranges::any_of(uses, [](const std::string& use) {
           return use == "keyAgreement" || use == "keyEncipherment";
         });
}

base::Result<storage::Point> point_in(const Certificate& certificate) {
  ASSIGN_OR_RETURN(const crypto::PublicKey key, certificate.public_key());
  switch (key.kind()) {
    case crypto::KeyKind::EcP256:
      return storage::point_of(key);
    case crypto::KeyKind::EcP384:
      return refused("the certificate has a P-384 key; a recipient needs a P-256 key");
    default:
      return refused("the certificate has an RSA key; a recipient needs a P-256 key");
  }
}

}  // namespace

base::Result<Recipient> make_recipient(const std::string& label, base::ByteView der,
                                       base::WallTime now) {
  RETURN_IF_ERROR(check_label(label));
  if (der.size() > kKeystoreCertificateBytesMax) {
    return refused("the certificate is longer than 4096 bytes");
  }
  ASSIGN_OR_RETURN(const Certificate certificate, Certificate::from_der(der));
  ASSIGN_OR_RETURN(const storage::Point point, point_in(certificate));
  if (now < certificate.not_before()) {
    return refused("the certificate is valid only from " +
                   base::format_rfc3339(certificate.not_before()));
  }
  if (now > certificate.not_after()) {
    return refused("the certificate expired at " + base::format_rfc3339(certificate.not_after()));
  }
  if (!allows_key_agreement(certificate)) {
    return refused(certificate.is_ca()
                       ? "it is a CA's certificate, which allows neither keyAgreement nor "
                         "keyEncipherment"
                       : "the certificate's key usage allows neither keyAgreement nor "
                         "keyEncipherment");
  }
  Recipient recipient;
  recipient.key = storage::key_id_of(point);
  recipient.added = base::to_ticks(now);
  recipient.label = label;
  recipient.certificate.assign(der.begin(), der.end());
  return recipient;
}

base::Result<storage::Point> recipient_key(const Recipient& recipient) {
  ASSIGN_OR_RETURN(const Certificate certificate, Certificate::from_der(recipient.certificate));
  return point_in(certificate);
}

}  // namespace appliance
