#include "appliance/certificates/authority_rules.h"

#include <algorithm>
#include <string>
#include <utility>

#include "crypto/x509/certificate_file.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using crypto::Certificate;
using crypto::Crl;

Error not_an_authority(const std::string& why, std::string_view code) {
  return {ErrorKind::InvalidInput, why, code};
}

base::Result<void> check_strength(const Certificate& authority) {
  const auto key = authority.public_key();
  if (!key) return not_an_authority(key.error().message, "unsupported_key");
  const auto weakness = authority.weakness();
  // The signature on a trusted root is not what makes it trusted.
  const bool root = authority.subject() == authority.issuer();
  if (weakness && !root) return not_an_authority("the certificate is weak: " + *weakness, "weak");
  return {};
}

}  // namespace

base::Result<Certificate> read_authority(base::ByteView file, base::WallTime now) {
  ASSIGN_OR_RETURN(auto certificates, crypto::read_certificates(file));
  if (certificates.size() != 1) {
    return not_an_authority("the file holds several certificates: give one CA at a time",
                            "several_certificates");
  }
  Certificate& authority = certificates.front();
  if (!authority.claims_ca()) {
    return not_an_authority("not a CA's certificate: its basic constraints do not say CA:TRUE",
                            "no_authority");
  }
  const auto usages = authority.key_usage();
  if (std::ranges::find(usages, "keyCertSign") == usages.end()) {
    return not_an_authority("the certificate has no key usage keyCertSign", "no_cert_sign");
  }
  if (now < authority.not_before()) {
    return not_an_authority(
        "the certificate is valid only from " + base::format_rfc3339(authority.not_before()),
        "not_yet_valid");
  }
  if (now > authority.not_after()) {
    return not_an_authority(
        "the certificate expired at " + base::format_rfc3339(authority.not_after()), "expired");
  }
  RETURN_IF_ERROR(check_strength(authority));
  return std::move(authority);
}

base::Result<Crl> read_authority_crl(base::ByteView file, const Certificate& authority,
                                     const std::optional<Crl>& there, base::WallTime now) {
  const bool pem = base::as_text(file).find("-----BEGIN ") != std::string_view::npos;
  ASSIGN_OR_RETURN(Crl crl, pem ? Crl::from_pem(file) : Crl::from_der(file));
  if (!crl.is_signed_by(authority)) {
    return not_an_authority("the list is not signed by this authority", "list_of_another");
  }
  if (now < crl.this_update()) {
    return not_an_authority(
        "the list is in force only from " + base::format_rfc3339(crl.this_update()),
        "list_not_in_force");
  }
  if (!crl.is_fresh(now)) {
    return not_an_authority(
        "the list was to be replaced at " + base::format_rfc3339(crl.next_update()), "list_over");
  }
  if (there && crl.this_update() < there->this_update()) {
    return not_an_authority("the list is older than the one that is there", "list_older");
  }
  return crl;
}

}  // namespace appliance
