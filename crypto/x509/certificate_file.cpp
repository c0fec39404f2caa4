#include "crypto/x509/certificate_file.h"

#include <openssl/asn1.h>

#include <string>
#include <utility>

#include "crypto/keys/pkcs8_encryption.h"
#include "crypto/openssl_error.h"
#include "crypto/pem.h"
#include "crypto/x509/pkcs12.h"

namespace crypto {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t kKeyBlocksMax = 2;  // the key, and the curve that some tools write before it
constexpr const char* kHoldsAKey = "the certificate file holds a private key";

bool is_pem_text(base::ByteView file) {
  return base::as_text(file).find("-----BEGIN ") != std::string_view::npos;
}

enum class DerContent { Certificate, Key, EncryptedKey, Pkcs12, Unknown };

// The next element's tag, and `at` moved to what is in it.
std::optional<int> enter_element(const unsigned char*& at, const unsigned char* end) {
  long length = 0;
  int tag = 0;
  int tag_class = 0;
  const int form = ASN1_get_object(&at, &length, &tag, &tag_class, end - at);
  if ((form & 0x80) != 0 || tag_class != V_ASN1_UNIVERSAL) return std::nullopt;
  return tag;
}

// By the first elements inside: all of them are sequences. Whatever is taken for something is
// parsed as that, so a wrong guess is only a worse reason.
DerContent der_content(base::ByteView der) {
  const CleanErrorQueue clean;
  const unsigned char* at = der.data();
  const unsigned char* end = at + der.size();
  if (enter_element(at, end) != V_ASN1_SEQUENCE) return DerContent::Unknown;
  const auto first = enter_element(at, end);
  if (first == V_ASN1_INTEGER && at != end) {
    return *at == 3 ? DerContent::Pkcs12 : DerContent::Key;  // its version
  }
  if (first != V_ASN1_SEQUENCE) return DerContent::Unknown;
  return enter_element(at, end) == V_ASN1_OBJECT ? DerContent::EncryptedKey
                                                 : DerContent::Certificate;
}

base::Result<KeyAndCertificates> read_der(const Secret& file, const Secret* passphrase) {
  KeyAndCertificates read;
  switch (der_content(file.reveal())) {
    case DerContent::Certificate: {
      ASSIGN_OR_RETURN(Certificate certificate, Certificate::from_der(file.reveal()));
      read.certificates.push_back(std::move(certificate));
      return read;
    }
    case DerContent::Key: {
      ASSIGN_OR_RETURN(PrivateKey key, PrivateKey::from_pkcs8_der(file));
      read.key.emplace(std::move(key));
      return read;
    }
    case DerContent::EncryptedKey: {
      if (passphrase == nullptr) {
        return Error{ErrorKind::Denied, "private key needs a passphrase", "passphrase_needed"};
      }
      ASSIGN_OR_RETURN(const Secret plain, decrypt_pkcs8(file.reveal(), *passphrase));
      ASSIGN_OR_RETURN(PrivateKey key, PrivateKey::from_pkcs8_der(plain));
      read.key.emplace(std::move(key));
      return read;
    }
    case DerContent::Pkcs12: {
      const Secret none;
      ASSIGN_OR_RETURN(auto content,
                       read_pkcs12(file.reveal(), passphrase != nullptr ? *passphrase : none));
      read.key.emplace(std::move(content.key));
      read.certificates = std::move(content.certificates);
      return read;
    }
    case DerContent::Unknown:
      break;
  }
  return refusal("neither PEM nor DER of a certificate, a private key or PKCS#12");
}

base::Result<void> take_pem_block(KeyAndCertificates& read, const PemBlock& block,
                                  const Secret* passphrase) {
  if (block.label == "EC PARAMETERS") return {};  // repeats what the key says
  if (block.label == "CERTIFICATE" || block.label == "X509 CERTIFICATE") {
    if (read.certificates.size() == kChainCertificatesMax)
      return refusal("too many PEM blocks", "too_many_certificates");
    ASSIGN_OR_RETURN(Certificate certificate, Certificate::from_der(block.der.reveal()));
    read.certificates.push_back(std::move(certificate));
    return {};
  }
  if (!block.label.ends_with("PRIVATE KEY")) {
    return refusal("a PEM block is neither a certificate nor a private key");
  }
  if (read.key) return refusal("more than one private key in the file", "several_keys");
  ASSIGN_OR_RETURN(const Secret alone, write_pem(block.label.c_str(), block.der.reveal()));
  ASSIGN_OR_RETURN(PrivateKey key, PrivateKey::from_pem(alone, passphrase));
  read.key.emplace(std::move(key));
  return {};
}

}  // namespace

base::Result<KeyAndCertificates> read_key_and_certificates(const Secret& file,
                                                           const Secret* passphrase) {
  if (file.size() > kCertificateBytesMax) return refusal("the file is longer than 1 MiB");
  if (!is_pem_text(file.reveal())) return read_der(file, passphrase);
  ASSIGN_OR_RETURN(const auto blocks,
                   read_pem(file.reveal(), kChainCertificatesMax + kKeyBlocksMax));
  KeyAndCertificates read;
  for (const PemBlock& block : blocks) RETURN_IF_ERROR(take_pem_block(read, block, passphrase));
  if (!read.key && read.certificates.empty()) {
    return refusal("neither a certificate nor a private key in the file");
  }
  return read;
}

base::Result<std::vector<Certificate>> read_certificates(base::ByteView file) {
  if (file.size() > kCertificateBytesMax) return refusal("the file is longer than 1 MiB");
  if (is_pem_text(file)) return parse_chain_pem(file);
  switch (der_content(file)) {
    case DerContent::Key:
    case DerContent::EncryptedKey:
    case DerContent::Pkcs12:
      return refusal(kHoldsAKey, "holds_a_key");
    case DerContent::Unknown:
      return refusal("neither PEM nor DER of a certificate");
    case DerContent::Certificate:
      break;
  }
  ASSIGN_OR_RETURN(Certificate certificate, Certificate::from_der(file));
  return std::vector<Certificate>{std::move(certificate)};
}

}  // namespace crypto
