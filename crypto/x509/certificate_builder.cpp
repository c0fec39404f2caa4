#include "crypto/x509/certificate_builder.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <string>
#include <utility>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/x509/asn1_values.h"
#include "crypto/x509/signature_digest.h"

namespace crypto {
namespace {

using base::ErrorKind;
using NewCertificate = Handle<X509, X509_free>;
using NewExtension = Handle<X509_EXTENSION, X509_EXTENSION_free>;
using NewAltNames = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;
using Serial = Handle<BIGNUM, BN_free>;

constexpr int kSerialBits = 128;
constexpr int kPathLenMax = 16;

struct ProfileUsage {
  const char* key_usage;
  const char* extended;  // nullptr: none
};

ProfileUsage usage_of(CertificateProfile profile, KeyKind kind) {
  switch (profile) {
    case CertificateProfile::Server:
      return {"critical,digitalSignature", "serverAuth"};
    case CertificateProfile::Client:
      return {"critical,digitalSignature", "clientAuth"};
    case CertificateProfile::ServerAndClient:
      return {"critical,digitalSignature", "serverAuth,clientAuth"};
    case CertificateProfile::Ca:
      return {"critical,keyCertSign,cRLSign", nullptr};
    case CertificateProfile::EvidenceSigner:
      return {"critical,digitalSignature,nonRepudiation", "1.3.6.1.5.5.7.3.36,emailProtection"};
    case CertificateProfile::TimestampAuthority:
      return {"critical,digitalSignature,nonRepudiation", "critical,timeStamping"};
    case CertificateProfile::Recipient:
      return {is_ec(kind) ? "critical,keyAgreement" : "critical,keyEncipherment",
              "emailProtection"};
    case CertificateProfile::DeviceIdentity:
      return {"critical,digitalSignature", nullptr};
  }
  return {"critical,digitalSignature", nullptr};
}

base::Result<void> check_fields(const CertificateFields& fields, const PublicKey& subject_key) {
  const bool serves = fields.profile == CertificateProfile::Server ||
                      fields.profile == CertificateProfile::ServerAndClient;
  if (fields.not_before > fields.not_after) return refusal("certificate ends before it begins");
  if (subject_key.weak()) return refusal("no certificate for a weak key");
  if (serves && fields.names.dns.empty() && fields.names.ip.empty()) {
    return refusal("a server certificate needs a DNS name or an address");
  }
  if (fields.subject.empty() && fields.names.empty()) {
    return refusal("certificate without any name");
  }
  if (fields.path_len && fields.profile != CertificateProfile::Ca) {
    return refusal("only a CA has a path length");
  }
  if (fields.path_len && (*fields.path_len < 0 || *fields.path_len > kPathLenMax)) {
    return refusal("path length must be 0 to 16");
  }
  if (fields.profile == CertificateProfile::Ca && fields.subject.empty()) {
    return refusal("a CA needs a subject name");
  }
  return {};
}

base::Result<void> set_serial(X509& certificate) {
  const Serial serial{BN_new()};
  if (!serial ||
      BN_priv_rand(serial.get(), kSerialBits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) != 1 ||
      BN_is_zero(serial.get()) == 1 ||
      BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(&certificate)) == nullptr) {
    return openssl_error(ErrorKind::Unavailable, "certificate serial");
  }
  return {};
}

base::Result<void> add_extension(X509& certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, &certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  const NewExtension extension{X509V3_EXT_conf_nid(nullptr, &context, nid, value)};
  if (!extension || X509_add_ext(&certificate, extension.get(), -1) != 1) {
    return openssl_error(ErrorKind::Unavailable, "certificate extension");
  }
  return {};
}

base::Result<void> add_alt_names(X509& certificate, const CertificateFields& fields) {
  if (fields.names.empty()) return {};
  ASSIGN_OR_RETURN(auto* made, make_alt_names(fields.names));
  const NewAltNames names{made};
  const int critical = fields.subject.empty() ? 1 : 0;  // RFC 5280 section 4.2.1.6
  if (X509_add1_ext_i2d(&certificate, NID_subject_alt_name, names.get(), critical,
                        X509V3_ADD_DEFAULT) != 1) {
    return openssl_error(ErrorKind::Unavailable, "alternative names");
  }
  return {};
}

base::Result<void> add_extensions(X509& certificate, X509* issuer, const CertificateFields& fields,
                                  KeyKind kind) {
  std::string constraints = "critical,CA:FALSE";
  if (fields.profile == CertificateProfile::Ca) {
    constraints = "critical,CA:TRUE";
    if (fields.path_len) constraints += ",pathlen:" + std::to_string(*fields.path_len);
  }
  const ProfileUsage usage = usage_of(fields.profile, kind);
  RETURN_IF_ERROR(add_extension(certificate, issuer, NID_basic_constraints, constraints.c_str()));
  RETURN_IF_ERROR(add_extension(certificate, issuer, NID_key_usage, usage.key_usage));
  if (usage.extended != nullptr) {
    RETURN_IF_ERROR(add_extension(certificate, issuer, NID_ext_key_usage, usage.extended));
  }
  RETURN_IF_ERROR(add_extension(certificate, issuer, NID_subject_key_identifier, "hash"));
  RETURN_IF_ERROR(add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always"));
  return add_alt_names(certificate, fields);
}

// `ca` is null for a self-signed certificate.
base::Result<Certificate> build(const Certificate* ca, const PrivateKey& signing_key,
                                const PublicKey& subject_key, const CertificateFields& fields) {
  const CleanErrorQueue clean;
  RETURN_IF_ERROR(check_fields(fields, subject_key));
  const NewCertificate certificate{X509_new()};
  if (!certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      X509_set_pubkey(certificate.get(), subject_key.native()) != 1) {
    return openssl_error(ErrorKind::Unavailable, "certificate");
  }
  RETURN_IF_ERROR(set_serial(*certificate));
  RETURN_IF_ERROR(fill_name(*X509_get_subject_name(certificate.get()), fields.subject));
  const X509_NAME* issuer = X509_get_subject_name(ca != nullptr ? ca->native() : certificate.get());
  if (X509_set_issuer_name(certificate.get(), issuer) != 1) {
    return openssl_error(ErrorKind::Unavailable, "certificate issuer");
  }
  RETURN_IF_ERROR(set_asn1_time(*X509_getm_notBefore(certificate.get()), fields.not_before));
  RETURN_IF_ERROR(set_asn1_time(*X509_getm_notAfter(certificate.get()), fields.not_after));
  RETURN_IF_ERROR(add_extensions(*certificate, ca != nullptr ? ca->native() : certificate.get(),
                                 fields, subject_key.kind()));
  if (X509_sign(certificate.get(), signing_key.native(), signature_digest(signing_key.kind())) <=
      0) {
    return openssl_error(ErrorKind::Unavailable, "certificate signature");
  }
  // Read back, so that what we hold is what others will see.
  ASSIGN_OR_RETURN(const auto der, to_der_bytes<const X509>(i2d_X509, certificate.get()));
  return Certificate::from_der(der);
}

}  // namespace

base::Result<Certificate> self_sign(const PrivateKey& key, const CertificateFields& fields) {
  if (fields.subject.empty()) return refusal("a self-signed certificate needs a subject name");
  return build(nullptr, key, key.public_key(), fields);
}

base::Result<Certificate> issue(const Certificate& ca, const PrivateKey& ca_key,
                                const PublicKey& subject_key, const CertificateFields& fields) {
  if (!ca.is_ca()) return refusal("the issuer is not a CA");
  if (!ca.matches_key(ca_key)) return refusal("the CA key does not belong to the CA certificate");
  // Certificates count in whole seconds.
  if (std::chrono::floor<std::chrono::seconds>(fields.not_after) > ca.not_after())
    return refusal("certificate would outlive its issuer");
  if (fields.profile == CertificateProfile::Ca && ca.path_len() == 0) {
    return refusal("the issuer may not make further CAs");
  }
  return build(&ca, ca_key, subject_key, fields);
}

base::Result<Certificate> issue(const Certificate& ca, const PrivateKey& ca_key,
                                const CertificateRequest& request,
                                const CertificateFields& fields) {
  return issue(ca, ca_key, request.public_key(), fields);
}

}  // namespace crypto
