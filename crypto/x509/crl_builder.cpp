#include <openssl/asn1.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/x509/asn1_values.h"
#include "crypto/x509/crl.h"
#include "crypto/x509/signature_digest.h"

namespace crypto {
namespace {

using base::ErrorKind;
using NewCrl = Handle<X509_CRL, X509_CRL_free>;
using NewEntry = Handle<X509_REVOKED, X509_REVOKED_free>;
using NewTime = Handle<ASN1_TIME, ASN1_TIME_free>;
using NewGeneralTime = Handle<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free>;
using NewEnumerated = Handle<ASN1_ENUMERATED, ASN1_ENUMERATED_free>;
using NewInteger = Handle<ASN1_INTEGER, ASN1_INTEGER_free>;
using NewCrlExtension = Handle<X509_EXTENSION, X509_EXTENSION_free>;

base::Error crl_failure() {
  return openssl_error(ErrorKind::Unavailable, "revocation list");
}

base::Result<void> add_reason(X509_REVOKED& entry, RevocationReason reason) {
  if (reason == RevocationReason::Unspecified) return {};  // RFC 5280: say nothing then
  const NewEnumerated value{ASN1_ENUMERATED_new()};
  if (!value || ASN1_ENUMERATED_set(value.get(), static_cast<long>(reason)) != 1 ||
      X509_REVOKED_add1_ext_i2d(&entry, NID_crl_reason, value.get(), 0, 0) != 1) {
    return crl_failure();
  }
  return {};
}

base::Result<void> add_invalidity(X509_REVOKED& entry, base::WallTime since) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since).time_since_epoch();
  const NewGeneralTime value{ASN1_GENERALIZEDTIME_set(nullptr, seconds.count())};
  if (!value || X509_REVOKED_add1_ext_i2d(&entry, NID_invalidity_date, value.get(), 0, 0) != 1) {
    return crl_failure();
  }
  return {};
}

base::Result<void> add_entry(X509_CRL& crl, const RevokedEntry& revoked) {
  NewEntry entry{X509_REVOKED_new()};
  const NewTime time{ASN1_TIME_new()};
  if (!entry || !time) return crl_failure();
  RETURN_IF_ERROR(set_asn1_time(*time, revoked.revocation.time));
  if (X509_REVOKED_set_serialNumber(entry.get(),
                                    X509_get_serialNumber(revoked.certificate.native())) != 1 ||
      X509_REVOKED_set_revocationDate(entry.get(), time.get()) != 1) {
    return crl_failure();
  }
  RETURN_IF_ERROR(add_reason(*entry, revoked.revocation.reason));
  if (revoked.revocation.invalid_since) {
    RETURN_IF_ERROR(add_invalidity(*entry, *revoked.revocation.invalid_since));
  }
  if (X509_CRL_add0_revoked(&crl, entry.get()) != 1) return crl_failure();
  static_cast<void>(entry.release());
  return {};
}

base::Result<void> set_times(X509_CRL& crl, const CrlFields& fields) {
  const NewTime time{ASN1_TIME_new()};
  if (!time) return crl_failure();
  RETURN_IF_ERROR(set_asn1_time(*time, fields.this_update));
  if (X509_CRL_set1_lastUpdate(&crl, time.get()) != 1) return crl_failure();
  RETURN_IF_ERROR(set_asn1_time(*time, fields.next_update));
  if (X509_CRL_set1_nextUpdate(&crl, time.get()) != 1) return crl_failure();
  return {};
}

base::Result<void> add_list_extensions(X509_CRL& crl, const Certificate& ca, std::uint64_t number) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, ca.native(), nullptr, nullptr, &crl, 0);
  X509V3_set_ctx_nodb(&context);
  const NewCrlExtension key_id{
      X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always")};
  const NewInteger value{ASN1_INTEGER_new()};
  if (!key_id || X509_CRL_add_ext(&crl, key_id.get(), -1) != 1 || !value ||
      ASN1_INTEGER_set_uint64(value.get(), number) != 1 ||
      X509_CRL_add1_ext_i2d(&crl, NID_crl_number, value.get(), 0, 0) != 1) {
    return crl_failure();
  }
  return {};
}

}  // namespace

base::Result<Crl> Crl::build(const Certificate& ca, const PrivateKey& ca_key,
                             const CrlFields& fields) {
  const CleanErrorQueue clean;
  if (!ca.is_ca()) return refusal("the issuer is not a CA");
  if (!ca.matches_key(ca_key)) return refusal("the CA key does not belong to the CA certificate");
  if (fields.this_update > fields.next_update) return refusal("list ends before it begins");
  const NewCrl crl{X509_CRL_new()};
  if (!crl || X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2) != 1 ||
      X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(ca.native())) != 1) {
    return crl_failure();
  }
  RETURN_IF_ERROR(set_times(*crl, fields));
  RETURN_IF_ERROR(add_list_extensions(*crl, ca, fields.number));
  for (const RevokedEntry& entry : fields.revoked) RETURN_IF_ERROR(add_entry(*crl, entry));
  if (X509_CRL_sort(crl.get()) != 1 ||
      X509_CRL_sign(crl.get(), ca_key.native(), signature_digest(ca_key.kind())) <= 0) {
    return crl_failure();
  }
  ASSIGN_OR_RETURN(const auto der, to_der_bytes<const X509_CRL>(i2d_X509_CRL, crl.get()));
  return from_der(der);
}

}  // namespace crypto
