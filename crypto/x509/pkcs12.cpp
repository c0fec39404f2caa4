#include "crypto/x509/pkcs12.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>

#include <optional>
#include <utility>

#include "crypto/keys/pbes2_rules.h"
#include "crypto/keys/pkcs8_encryption.h"
#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/x509/asn1_values.h"

namespace crypto {
namespace {

using base::Error;
using base::ErrorKind;

void free_safes(STACK_OF(PKCS7) * safes) {
  sk_PKCS7_pop_free(safes, PKCS7_free);
}
void free_bags(STACK_OF(PKCS12_SAFEBAG) * bags) {
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}

using Pkcs12File = Handle<PKCS12, PKCS12_free>;
using Pkcs12Safes = Handle<STACK_OF(PKCS7), free_safes>;
using Pkcs12Bags = Handle<STACK_OF(PKCS12_SAFEBAG), free_bags>;
using Pkcs12Certificate = Handle<X509, X509_free>;

constexpr int kSafesMax = 4;  // usual are two: certificates and key; each costs a key derivation
constexpr int kBagsMax = 64;  // of one safe
constexpr long kMacIterationsMax = 1'000'000;

bool is_mac_digest(const X509_ALGOR& algorithm) {
  const int nid = OBJ_obj2nid(algorithm.algorithm);
  // HMAC with SHA-1 is no signature; tools that encrypt with AES still use it here.
  return nid == NID_sha1 || nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

const char* text_of(const Secret& passphrase) {
  return base::as_text(passphrase.reveal()).data();
}

base::Result<void> verify_mac(PKCS12& file, const Secret& passphrase) {
  if (PKCS12_mac_present(&file) != 1) {
    return refusal("PKCS#12 file without a MAC: anybody could have made it", "no_mac");
  }
  const X509_ALGOR* digest = nullptr;
  const ASN1_INTEGER* iterations = nullptr;
  PKCS12_get0_mac(nullptr, &digest, nullptr, &iterations, &file);
  if (digest == nullptr || !is_mac_digest(*digest)) {
    return refusal("PKCS#12 file with an unsupported MAC: HMAC with SHA-1 or SHA-2 is read",
                   "old_encryption");
  }
  const long count = iterations != nullptr ? ASN1_INTEGER_get(iterations) : 1;
  if (count < 1 || count > kMacIterationsMax) {
    return refusal("PKCS#12 file with an excessive work factor", "too_much_work");
  }
  if (PKCS12_verify_mac(&file, text_of(passphrase), static_cast<int>(passphrase.size())) != 1) {
    return openssl_error(ErrorKind::Denied, "wrong passphrase, or a damaged PKCS#12 file",
                         "wrong_passphrase");
  }
  return {};
}

base::Result<Pkcs12Bags> open_safe(PKCS7& safe, const Secret& passphrase) {
  if (PKCS7_type_is_data(&safe)) {
    if (safe.d.data == nullptr) return refusal("PKCS#12 file with an empty part");
    Pkcs12Bags bags{PKCS12_unpack_p7data(&safe)};
    if (!bags) return openssl_error(ErrorKind::InvalidInput, "PKCS#12 part cannot be read");
    return bags;
  }
  if (!PKCS7_type_is_encrypted(&safe)) {
    return refusal("PKCS#12 file encrypted to a certificate instead of a passphrase",
                   "old_encryption");
  }
  if (safe.d.encrypted == nullptr || safe.d.encrypted->enc_data == nullptr ||
      safe.d.encrypted->enc_data->algorithm == nullptr) {
    return refusal("PKCS#12 file with an empty part");
  }
  RETURN_IF_ERROR(check_pbes2(*safe.d.encrypted->enc_data->algorithm, "PKCS#12"));
  Pkcs12Bags bags{
      PKCS12_unpack_p7encdata(&safe, text_of(passphrase), static_cast<int>(passphrase.size()))};
  if (!bags)
    return openssl_error(ErrorKind::Denied, "PKCS#12 part does not open", "wrong_passphrase");
  return bags;
}

class BagReader {
 public:
  explicit BagReader(const Secret& passphrase) : passphrase_{passphrase} {}

  base::Result<void> read(const STACK_OF(PKCS12_SAFEBAG) & bags) {
    const int count = sk_PKCS12_SAFEBAG_num(&bags);
    if (count > kBagsMax) return refusal("PKCS#12 file with too many entries");
    for (int i = 0; i < count; ++i) {
      RETURN_IF_ERROR(read_bag(*sk_PKCS12_SAFEBAG_value(&bags, i)));
    }
    return {};
  }

  base::Result<Pkcs12Content> take() && {
    if (!key_) return refusal("PKCS#12 file without a private key", "no_key");
    return Pkcs12Content{*std::move(key_), std::move(certificates_)};
  }

 private:
  base::Result<void> read_bag(const PKCS12_SAFEBAG& bag) {
    switch (PKCS12_SAFEBAG_get_nid(&bag)) {
      case NID_keyBag:
        return take_key(plain_key(bag));
      case NID_pkcs8ShroudedKeyBag:
        return take_key(sealed_key(bag));
      case NID_certBag:
        return take_certificate(bag);
      case NID_safeContentsBag:
        return refusal("PKCS#12 file with entries inside of entries");
      default:
        return {};  // lists and secrets of others, of no use here
    }
  }

  static base::Result<Secret> plain_key(const PKCS12_SAFEBAG& bag) {
    const PKCS8_PRIV_KEY_INFO* info = PKCS12_SAFEBAG_get0_p8inf(&bag);
    const int size = info != nullptr ? i2d_PKCS8_PRIV_KEY_INFO(info, nullptr) : 0;
    if (size <= 0) return refusal("PKCS#12 file with an unreadable private key");
    Secret der{static_cast<std::size_t>(size)};
    unsigned char* end = der.reveal_for_writing().data();
    i2d_PKCS8_PRIV_KEY_INFO(info, &end);
    return der;
  }

  base::Result<Secret> sealed_key(const PKCS12_SAFEBAG& bag) const {
    const X509_SIG* sealed = PKCS12_SAFEBAG_get0_pkcs8(&bag);
    if (sealed == nullptr) return refusal("PKCS#12 file with an unreadable private key");
    ASSIGN_OR_RETURN(const auto der, to_der_bytes<const X509_SIG>(i2d_X509_SIG, sealed));
    return decrypt_pkcs8(der, passphrase_);
  }

  base::Result<void> take_key(const base::Result<Secret>& der) {
    if (!der) return der.error();
    if (key_) return refusal("PKCS#12 file with several private keys", "several_keys");
    ASSIGN_OR_RETURN(PrivateKey key, PrivateKey::from_pkcs8_der(*der));
    key_.emplace(std::move(key));
    return {};
  }

  base::Result<void> take_certificate(const PKCS12_SAFEBAG& bag) {
    if (PKCS12_SAFEBAG_get_bag_nid(&bag) != NID_x509Certificate) return {};  // SDSI
    if (certificates_.size() == kChainCertificatesMax) {
      return refusal("PKCS#12 file with too many certificates", "too_many_certificates");
    }
    const Pkcs12Certificate native{PKCS12_SAFEBAG_get1_cert(&bag)};
    if (!native) return openssl_error(ErrorKind::InvalidInput, "not a certificate");
    ASSIGN_OR_RETURN(const auto der, to_der_bytes<const X509>(i2d_X509, native.get()));
    ASSIGN_OR_RETURN(Certificate certificate, Certificate::from_der(der));
    certificates_.push_back(std::move(certificate));
    return {};
  }

  const Secret& passphrase_;
  std::optional<PrivateKey> key_;
  std::vector<Certificate> certificates_;
};

}  // namespace

base::Result<Pkcs12Content> read_pkcs12(base::ByteView file, const Secret& passphrase) {
  const CleanErrorQueue clean;
  if (file.size() > kPkcs12BytesMax) return refusal("PKCS#12 file is too long");
  if (passphrase.empty()) {
    return Error{ErrorKind::Denied, "PKCS#12 file needs a passphrase", "passphrase_needed"};
  }
  if (passphrase.size() > kPassphraseBytesMax) return refusal("passphrase is too long");
  const unsigned char* at = file.data();
  const unsigned char* end = at + file.size();
  const Pkcs12File parsed{d2i_PKCS12(nullptr, &at, static_cast<long>(file.size()))};
  if (!parsed || at != end) return openssl_error(ErrorKind::InvalidInput, "not a PKCS#12 file");
  RETURN_IF_ERROR(verify_mac(*parsed, passphrase));
  const Pkcs12Safes safes{PKCS12_unpack_authsafes(parsed.get())};
  if (!safes) return openssl_error(ErrorKind::InvalidInput, "PKCS#12 file cannot be read");
  const int count = sk_PKCS7_num(safes.get());
  if (count > kSafesMax) return refusal("PKCS#12 file with too many parts");
  BagReader reader{passphrase};
  for (int i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(const auto bags, open_safe(*sk_PKCS7_value(safes.get(), i), passphrase));
    RETURN_IF_ERROR(reader.read(*bags));
  }
  return std::move(reader).take();
}

}  // namespace crypto
