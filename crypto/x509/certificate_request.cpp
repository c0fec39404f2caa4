#include "crypto/x509/certificate_request.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <utility>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/pem.h"
#include "crypto/x509/asn1_values.h"
#include "crypto/x509/signature_digest.h"

namespace crypto {
namespace {

using base::ErrorKind;
using OwnRequest = Handle<X509_REQ, X509_REQ_free>;
using OwnAltNames = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;

void free_extensions(X509_EXTENSIONS* extensions) {
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
}
using OwnExtensions = Handle<X509_EXTENSIONS, free_extensions>;

base::Result<void> ask_for_names(X509_REQ& request, const SubjectAltNames& names) {
  if (names.empty()) return {};
  ASSIGN_OR_RETURN(auto* made, make_alt_names(names));
  const OwnAltNames alt_names{made};
  X509_EXTENSIONS* list = nullptr;
  const bool added =
      X509V3_add1_i2d(&list, NID_subject_alt_name, alt_names.get(), 0, X509V3_ADD_DEFAULT) == 1;
  const OwnExtensions extensions{list};
  if (!added || X509_REQ_add_extensions(&request, extensions.get()) != 1) {
    return openssl_error(ErrorKind::Unavailable, "request extensions");
  }
  return {};
}

std::string field_text(const X509_NAME& name, int nid) {
  const int at = X509_NAME_get_index_by_NID(&name, nid, -1);
  if (at < 0) return {};
  unsigned char* text = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(&name, at)));
  if (size < 0) return {};
  std::string out{base::as_text({text, static_cast<std::size_t>(size)})};
  OPENSSL_free(text);
  return out;
}

}  // namespace

CertificateRequest::CertificateRequest(std::shared_ptr<X509_req_st> request, PublicKey key)
    : request_{std::move(request)}, key_{std::move(key)} {}

base::Result<CertificateRequest> CertificateRequest::create(
    const PrivateKey& key, const CertificateRequestFields& fields) {
  const CleanErrorQueue clean;
  if (fields.subject.empty() && fields.names.empty()) return refusal("request without any name");
  OwnRequest request{X509_REQ_new()};
  if (!request || X509_REQ_set_version(request.get(), 0) != 1 ||
      X509_REQ_set_pubkey(request.get(), key.native()) != 1) {
    return openssl_error(ErrorKind::Unavailable, "certificate request");
  }
  RETURN_IF_ERROR(fill_name(*X509_REQ_get_subject_name(request.get()), fields.subject));
  RETURN_IF_ERROR(ask_for_names(*request, fields.names));
  if (X509_REQ_sign(request.get(), key.native(), signature_digest(key.kind())) <= 0) {
    return openssl_error(ErrorKind::Unavailable, "certificate request signature");
  }
  // Read back, so that what we hold is what others will see.
  ASSIGN_OR_RETURN(const auto der, to_der_bytes<const X509_REQ>(i2d_X509_REQ, request.get()));
  return from_der(der);
}

base::Result<CertificateRequest> CertificateRequest::from_der(base::ByteView der) {
  const CleanErrorQueue clean;
  if (der.size() > kRequestBytesMax) return refusal("certificate request is too long");
  const unsigned char* at = der.data();
  OwnRequest request{d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size()))};
  if (!request) return openssl_error(ErrorKind::InvalidInput, "not a certificate request");
  ASSIGN_OR_RETURN(const auto canonical, to_der_bytes<const X509_REQ>(i2d_X509_REQ, request.get()));
  if (!std::ranges::equal(canonical, der)) {
    return refusal("certificate request is not in canonical DER");
  }
  EVP_PKEY* native_key = X509_REQ_get0_pubkey(request.get());
  if (native_key == nullptr) return openssl_error(ErrorKind::InvalidInput, "unreadable public key");
  ASSIGN_OR_RETURN(PublicKey key, PublicKey::from_native(*native_key));
  if (X509_REQ_verify(request.get(), key.native()) != 1) {
    return openssl_error(ErrorKind::InvalidInput, "request does not prove possession of its key");
  }
  return CertificateRequest{std::shared_ptr<X509_req_st>{std::move(request)}, std::move(key)};
}

base::Result<CertificateRequest> CertificateRequest::from_pem(base::ByteView pem) {
  if (pem.size() > 2 * kRequestBytesMax) return refusal("certificate request is too long");
  ASSIGN_OR_RETURN(const auto blocks, read_pem(pem, 1));
  const std::string& label = blocks.front().label;
  if (label != "CERTIFICATE REQUEST" && label != "NEW CERTIFICATE REQUEST") {
    return refusal("not a certificate request file");
  }
  return from_der(blocks.front().der.reveal());
}

base::Bytes CertificateRequest::to_der() const {
  return to_der_bytes<const X509_REQ>(i2d_X509_REQ, native()).value();
}

std::string CertificateRequest::to_pem() const {
  return std::string{base::as_text(write_pem("CERTIFICATE REQUEST", to_der()).value().reveal())};
}

std::string CertificateRequest::subject() const {
  return display_name(*X509_REQ_get_subject_name(native()));
}

DistinguishedName CertificateRequest::subject_fields() const {
  const CleanErrorQueue clean;
  const X509_NAME& name = *X509_REQ_get_subject_name(native());
  return {.country = field_text(name, NID_countryName),
          .state = field_text(name, NID_stateOrProvinceName),
          .locality = field_text(name, NID_localityName),
          .organization = field_text(name, NID_organizationName),
          .unit = field_text(name, NID_organizationalUnitName),
          .common_name = field_text(name, NID_commonName)};
}

SubjectAltNames CertificateRequest::alt_names() const {
  const CleanErrorQueue clean;
  const OwnExtensions extensions{X509_REQ_get_extensions(native())};
  if (!extensions) return {};
  const OwnAltNames names{static_cast<GENERAL_NAMES*>(
      X509V3_get_d2i(extensions.get(), NID_subject_alt_name, nullptr, nullptr))};
  return names ? read_alt_names(*names) : SubjectAltNames{};
}

}  // namespace crypto
