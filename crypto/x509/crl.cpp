#include "crypto/x509/crl.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <utility>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/pem.h"
#include "crypto/x509/asn1_values.h"

namespace crypto {
namespace {

using base::ErrorKind;
using OwnCrl = Handle<X509_CRL, X509_CRL_free>;
using OwnEnumerated = Handle<ASN1_ENUMERATED, ASN1_ENUMERATED_free>;
using OwnTime = Handle<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free>;
using OwnNumber = Handle<BIGNUM, BN_free>;
using OwnInteger = Handle<ASN1_INTEGER, ASN1_INTEGER_free>;

base::Result<void> refuse_partial_list(const X509_CRL& crl) {
  for (int i = 0; i < X509_CRL_get_ext_count(&crl); ++i) {
    const X509_EXTENSION* extension = X509_CRL_get_ext(&crl, i);
    const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(X509_CRL_get_ext(&crl, i)));
    if (nid == NID_delta_crl)
      return refusal("delta revocation list is not supported", "partial_list");
    if (nid == NID_issuing_distribution_point) {
      return refusal("revocation list for a part of the certificates is not supported",
                     "partial_list");
    }
    if (X509_EXTENSION_get_critical(extension) != 0 && nid != NID_authority_key_identifier &&
        nid != NID_crl_number) {
      return refusal("revocation list with an unknown critical extension");
    }
  }
  return {};
}

base::Result<void> refuse_foreign_entries(X509_CRL& crl) {
  const STACK_OF(X509_REVOKED)* revoked = X509_CRL_get_REVOKED(&crl);
  for (int i = 0; revoked != nullptr && i < sk_X509_REVOKED_num(revoked); ++i) {
    const X509_REVOKED* entry = sk_X509_REVOKED_value(revoked, i);
    for (int k = 0; k < X509_REVOKED_get_ext_count(entry); ++k) {
      const X509_EXTENSION* extension = X509_REVOKED_get_ext(entry, k);
      const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(X509_REVOKED_get_ext(entry, k)));
      const bool known = nid == NID_crl_reason || nid == NID_invalidity_date;
      if (nid == NID_certificate_issuer) {
        return refusal("indirect revocation list is not supported", "partial_list");
      }
      if (X509_EXTENSION_get_critical(extension) != 0 && !known) {
        return refusal("revocation entry with an unknown critical extension");
      }
    }
  }
  return {};
}

// What cannot be read counts as revoked without a reason, from the earliest time.
Revocation read_entry(const X509_REVOKED& entry) {
  const auto revoked_at = read_asn1_time(*X509_REVOKED_get0_revocationDate(&entry));
  Revocation out{.time = revoked_at ? *revoked_at : kEarliestTime};
  const OwnEnumerated reason{static_cast<ASN1_ENUMERATED*>(
      X509_REVOKED_get_ext_d2i(&entry, NID_crl_reason, nullptr, nullptr))};
  const long number = reason ? ASN1_ENUMERATED_get(reason.get()) : 0;
  if (number >= 0 && number <= 10 && number != 7) {
    out.reason = static_cast<RevocationReason>(number);
  }
  const OwnTime since{static_cast<ASN1_GENERALIZEDTIME*>(
      X509_REVOKED_get_ext_d2i(&entry, NID_invalidity_date, nullptr, nullptr))};
  if (since) {
    if (const auto time = read_asn1_time(*since)) out.invalid_since = *time;
  }
  return out;
}

}  // namespace

std::string_view name_of(RevocationReason reason) {
  switch (reason) {
    case RevocationReason::Unspecified:
      return "unspecified";
    case RevocationReason::KeyCompromise:
      return "keyCompromise";
    case RevocationReason::CaCompromise:
      return "cACompromise";
    case RevocationReason::AffiliationChanged:
      return "affiliationChanged";
    case RevocationReason::Superseded:
      return "superseded";
    case RevocationReason::CessationOfOperation:
      return "cessationOfOperation";
    case RevocationReason::CertificateHold:
      return "certificateHold";
    case RevocationReason::RemoveFromCrl:
      return "removeFromCRL";
    case RevocationReason::PrivilegeWithdrawn:
      return "privilegeWithdrawn";
    case RevocationReason::AaCompromise:
      return "aACompromise";
  }
  return "unspecified";
}

Crl::Crl(std::shared_ptr<X509_crl_st> crl, base::WallTime this_update, base::WallTime next_update)
    : crl_{std::move(crl)}, this_update_{this_update}, next_update_{next_update} {}

base::Result<Crl> Crl::from_der(base::ByteView der) {
  const CleanErrorQueue clean;
  if (der.size() > kCrlBytesMax) return refusal("revocation list is too long");
  const unsigned char* at = der.data();
  OwnCrl crl{d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size()))};
  if (!crl) return openssl_error(ErrorKind::InvalidInput, "not a revocation list");
  ASSIGN_OR_RETURN(const auto canonical, to_der_bytes<const X509_CRL>(i2d_X509_CRL, crl.get()));
  if (!std::ranges::equal(canonical, der)) {
    return refusal("revocation list is not in canonical DER");
  }
  const ASN1_TIME* next = X509_CRL_get0_nextUpdate(crl.get());
  if (next == nullptr) return refusal("revocation list does not say when the next one comes");
  ASSIGN_OR_RETURN(const auto this_update, read_asn1_time(*X509_CRL_get0_lastUpdate(crl.get())));
  ASSIGN_OR_RETURN(const auto next_update, read_asn1_time(*next));
  RETURN_IF_ERROR(refuse_partial_list(*crl));
  RETURN_IF_ERROR(refuse_foreign_entries(*crl));
  return Crl{std::shared_ptr<X509_crl_st>{std::move(crl)}, this_update, next_update};
}

base::Result<Crl> Crl::from_pem(base::ByteView pem) {
  if (pem.size() > 2 * kCrlBytesMax) return refusal("revocation list is too long");
  ASSIGN_OR_RETURN(const auto blocks, read_pem(pem, 1));
  if (blocks.front().label != "X509 CRL") return refusal("not a revocation list file");
  return from_der(blocks.front().der.reveal());
}

base::Bytes Crl::to_der() const {
  return to_der_bytes<const X509_CRL>(i2d_X509_CRL, native()).value();
}

std::string Crl::to_pem() const {
  return std::string{base::as_text(write_pem("X509 CRL", to_der()).value().reveal())};
}

std::string Crl::issuer() const {
  return display_name(*X509_CRL_get_issuer(native()));
}

bool Crl::is_signed_by(const Certificate& ca) const {
  const CleanErrorQueue clean;
  EVP_PKEY* key = X509_get0_pubkey(ca.native());
  int digest = NID_undef;
  OBJ_find_sigid_algs(X509_CRL_get_signature_nid(native()), &digest, nullptr);
  if (digest == NID_sha1 || digest == NID_md5) return false;
  return key != nullptr &&
         X509_NAME_cmp(X509_CRL_get_issuer(native()), X509_get_subject_name(ca.native())) == 0 &&
         (X509_get_key_usage(ca.native()) & KU_CRL_SIGN) != 0 &&  // all bits set when absent
         X509_CRL_verify(native(), key) == 1;
}

std::optional<Revocation> Crl::find(const Certificate& certificate) const {
  const CleanErrorQueue clean;
  X509* subject = certificate.native();
  if (X509_NAME_cmp(X509_CRL_get_issuer(native()), X509_get_issuer_name(subject)) != 0) {
    return std::nullopt;
  }
  X509_REVOKED* entry = nullptr;
  if (X509_CRL_get0_by_serial(native(), &entry, X509_get0_serialNumber(subject)) != 1) {
    return std::nullopt;  // 2 is removeFromCRL: no longer revoked
  }
  return read_entry(*entry);
}

bool Crl::contains_serial(std::string_view serial_hex) const {
  const CleanErrorQueue clean;
  constexpr std::size_t kSerialDigitsMax = 64;
  if (serial_hex.empty() || serial_hex.size() > kSerialDigitsMax) return false;
  BIGNUM* number = nullptr;
  const std::string text{serial_hex};
  const int used = BN_hex2bn(&number, text.c_str());
  const OwnNumber owned{number};
  const OwnInteger serial{number != nullptr ? BN_to_ASN1_INTEGER(number, nullptr) : nullptr};
  X509_REVOKED* entry = nullptr;
  return serial && static_cast<std::size_t>(used) == text.size() &&
         X509_CRL_get0_by_serial(native(), &entry, serial.get()) == 1;
}

}  // namespace crypto
