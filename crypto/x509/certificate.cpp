#include "crypto/x509/certificate.h"

#include <openssl/asn1.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cassert>
#include <utility>

#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/pem.h"
#include "crypto/x509/asn1_values.h"

namespace crypto {
namespace {

using base::ErrorKind;
using OwnCertificate = Handle<X509, X509_free>;
using OwnAltNames = Handle<GENERAL_NAMES, GENERAL_NAMES_free>;
using OwnUsages = Handle<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>;

template <typename T>
T* extension_of(const X509* certificate, int nid) {
  return static_cast<T*>(X509_get_ext_d2i(certificate, nid, nullptr, nullptr));
}

std::string oid_name(const ASN1_OBJECT* oid) {
  std::array<char, 128> text{};
  const int nid = OBJ_obj2nid(oid);
  if (nid != NID_undef) return OBJ_nid2sn(nid);
  const int size = OBJ_obj2txt(text.data(), text.size(), oid, 1);
  return size > 0 ? std::string{text.data()} : "(unknown)";
}

base::Result<Certificate> read_block(const PemBlock& block) {
  if (block.label != "CERTIFICATE" && block.label != "X509 CERTIFICATE") {
    if (block.label.ends_with("PRIVATE KEY")) {
      return refusal("the certificate file holds a private key", "holds_a_key");
    }
    return refusal("a PEM block is not a certificate");
  }
  return Certificate::from_der(block.der.reveal());
}

}  // namespace

Certificate::Certificate(std::shared_ptr<x509_st> certificate, base::WallTime not_before,
                         base::WallTime not_after)
    : certificate_{std::move(certificate)}, not_before_{not_before}, not_after_{not_after} {}

base::Result<Certificate> Certificate::from_der(base::ByteView der) {
  const CleanErrorQueue clean;
  if (der.size() > kCertificateBytesMax) return refusal("certificate is too long");
  const unsigned char* at = der.data();
  const OwnCertificate parsed{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
  if (!parsed) return openssl_error(ErrorKind::InvalidInput, "not a certificate");
  ASSIGN_OR_RETURN(Certificate certificate, from_native(*parsed));
  // Two encodings of one certificate would have two fingerprints.
  if (!std::ranges::equal(certificate.to_der(), der)) {
    return refusal("certificate is not in canonical DER");
  }
  return certificate;
}

base::Result<Certificate> Certificate::from_native(x509_st& certificate) {
  const CleanErrorQueue clean;
  ASSIGN_OR_RETURN(const auto not_before, read_asn1_time(*X509_get0_notBefore(&certificate)));
  ASSIGN_OR_RETURN(const auto not_after, read_asn1_time(*X509_get0_notAfter(&certificate)));
  // Also makes OpenSSL cache the extensions now, so that later readers need no lock.
  if ((X509_get_extension_flags(&certificate) & EXFLAG_INVALID) != 0) {
    return refusal("certificate with damaged or repeated extensions");
  }
  X509_up_ref(&certificate);
  return Certificate{std::shared_ptr<x509_st>{&certificate, X509_free}, not_before, not_after};
}

base::Result<Certificate> Certificate::from_pem(base::ByteView pem) {
  if (pem.size() > kCertificateBytesMax) return refusal("certificate file is too long");
  ASSIGN_OR_RETURN(const auto blocks, read_pem(pem, kChainCertificatesMax));
  if (blocks.size() != 1)
    return refusal("the file must hold exactly one certificate", "several_certificates");
  return read_block(blocks.front());
}

base::Result<std::vector<Certificate>> parse_chain_pem(base::ByteView pem) {
  if (pem.size() > kCertificateBytesMax) return refusal("certificate file is too long");
  ASSIGN_OR_RETURN(const auto blocks, read_pem(pem, kChainCertificatesMax));
  std::vector<Certificate> chain;
  for (const PemBlock& block : blocks) {
    ASSIGN_OR_RETURN(Certificate certificate, read_block(block));
    chain.push_back(std::move(certificate));
  }
  return chain;
}

base::Bytes Certificate::to_der() const {
  return to_der_bytes<const X509>(i2d_X509, certificate_.get()).value();
}

std::string Certificate::to_pem() const {
  return std::string{base::as_text(write_pem("CERTIFICATE", to_der()).value().reveal())};
}

std::string Certificate::subject() const {
  return display_name(*X509_get_subject_name(native()));
}

std::string Certificate::issuer() const {
  return display_name(*X509_get_issuer_name(native()));
}

std::string Certificate::common_name() const {
  return common_name_of(*X509_get_subject_name(native()));
}

std::string Certificate::serial() const {
  return hex_of_integer(*X509_get0_serialNumber(native()));
}

base::WallTime Certificate::not_before() const {
  return not_before_;
}

base::WallTime Certificate::not_after() const {
  return not_after_;
}

SubjectAltNames Certificate::alt_names() const {
  const CleanErrorQueue clean;
  const OwnAltNames names{extension_of<GENERAL_NAMES>(native(), NID_subject_alt_name)};
  return names ? read_alt_names(*names) : SubjectAltNames{};
}

bool Certificate::is_ca() const {
  return X509_check_ca(native()) == 1;  // other positive values are guesses about old certificates
}

bool Certificate::claims_ca() const {
  return (X509_get_extension_flags(native()) & EXFLAG_CA) != 0;
}

std::optional<int> Certificate::path_len() const {
  const long length = X509_get_pathlen(native());
  if (!is_ca() || length < 0) return std::nullopt;
  return static_cast<int>(length);
}

std::vector<std::string> Certificate::key_usage() const {
  static constexpr std::pair<std::uint32_t, const char*> kBits[]{
      {KU_DIGITAL_SIGNATURE, "digitalSignature"},
      {KU_NON_REPUDIATION, "nonRepudiation"},
      {KU_KEY_ENCIPHERMENT, "keyEncipherment"},
      {KU_DATA_ENCIPHERMENT, "dataEncipherment"},
      {KU_KEY_AGREEMENT, "keyAgreement"},
      {KU_KEY_CERT_SIGN, "keyCertSign"},
      {KU_CRL_SIGN, "cRLSign"},
      {KU_ENCIPHER_ONLY, "encipherOnly"},
      {KU_DECIPHER_ONLY, "decipherOnly"}};
  std::vector<std::string> out;
  if ((X509_get_extension_flags(native()) & EXFLAG_KUSAGE) == 0) return out;
  const std::uint32_t usage = X509_get_key_usage(native());
  for (const auto& [bit, name] : kBits) {
    if ((usage & bit) != 0) out.emplace_back(name);
  }
  return out;
}

std::vector<std::string> Certificate::extended_key_usage() const {
  const CleanErrorQueue clean;
  std::vector<std::string> out;
  const OwnUsages usages{extension_of<EXTENDED_KEY_USAGE>(native(), NID_ext_key_usage)};
  if (!usages) return out;
  for (int i = 0; i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
    out.push_back(oid_name(sk_ASN1_OBJECT_value(usages.get(), i)));
  }
  return out;
}

base::Result<PublicKey> Certificate::public_key() const {
  const CleanErrorQueue clean;
  EVP_PKEY* key = X509_get0_pubkey(native());
  if (key == nullptr) return openssl_error(ErrorKind::InvalidInput, "unreadable public key");
  return PublicKey::from_native(*key);
}

std::string Certificate::signature_algorithm() const {
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, native());
  const ASN1_OBJECT* oid = nullptr;
  X509_ALGOR_get0(&oid, nullptr, nullptr, algorithm);
  return oid_name(oid);
}

std::optional<std::string> Certificate::weakness() const {
  const CleanErrorQueue clean;
  EVP_PKEY* key = X509_get0_pubkey(native());
  if (key == nullptr) return "its public key is unreadable";
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) < 2048) {
    return "its RSA key is shorter than 2048 bits";
  }
  int digest = NID_undef;
  int strength = 0;
  if (X509_get_signature_info(native(), &digest, nullptr, &strength, nullptr) != 1) {
    return "its signature algorithm is unknown";
  }
  if (strength < 112) return "its signature is made with " + std::string{OBJ_nid2sn(digest)};
  return std::nullopt;
}

Fingerprint Certificate::fingerprint() const {
  Fingerprint out{};
  const base::Bytes der = to_der();
  SHA256(der.data(), der.size(), out.data());
  return out;
}

Fingerprint Certificate::key_fingerprint() const {
  Fingerprint out{};
  const auto der = to_der_bytes<const X509_PUBKEY>(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(native()));
  SHA256(der.value().data(), der.value().size(), out.data());
  return out;
}

bool Certificate::matches_key(const PrivateKey& key) const {
  const auto own = public_key();
  return own && *own == key.public_key();
}

bool operator==(const Certificate& a, const Certificate& b) {
  return a.to_der() == b.to_der();
}

}  // namespace crypto
