#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>

#include <array>

#include "crypto/cms/signed_data.h"
#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/x509/asn1_values.h"
#include "crypto/x509/signature_digest.h"

namespace crypto {
namespace {

using base::ErrorKind;
using NewMessage = Handle<CMS_ContentInfo, CMS_ContentInfo_free>;
using MessageBio = Handle<BIO, BIO_free_all>;
using SigningTime = Handle<ASN1_TIME, ASN1_TIME_free>;

constexpr unsigned int kFlags =
    CMS_DETACHED | CMS_BINARY | CMS_PARTIAL | CMS_CADES | CMS_NOSMIMECAP;

base::Error signing_failure() {
  return openssl_error(ErrorKind::Unavailable, "CMS signing");
}

base::Result<void> add_signing_time(CMS_SignerInfo& info, base::WallTime at) {
  const SigningTime time{ASN1_TIME_new()};
  if (!time) return signing_failure();
  RETURN_IF_ERROR(set_asn1_time(*time, at));
  if (CMS_signed_add1_attr_by_NID(&info, NID_pkcs9_signingTime, ASN1_STRING_type(time.get()),
                                  time.get(), -1) != 1) {
    return signing_failure();
  }
  return {};
}

base::Result<void> add_signer(CMS_ContentInfo& message, const PrivateKey& key,
                              const Certificate& signer, base::WallTime at) {
  const bool rsa = !is_ec(key.kind());
  CMS_SignerInfo* info =
      CMS_add1_signer(&message, signer.native(), key.native(), signature_digest(key.kind()),
                      kFlags | (rsa ? CMS_KEY_PARAM : 0U));
  if (info == nullptr) return signing_failure();
  if (rsa) {
    EVP_PKEY_CTX* context = CMS_SignerInfo_get0_pkey_ctx(info);
    if (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) != 1 ||
        EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) != 1) {
      return signing_failure();
    }
  }
  return add_signing_time(*info, at);
}

base::Result<void> feed(BIO& bio, const ContentSource& content) {
  std::array<std::uint8_t, 64U << 10> piece;
  while (true) {
    ASSIGN_OR_RETURN(const std::size_t size, content(piece));
    if (size == 0) return {};
    if (BIO_write(&bio, piece.data(), static_cast<int>(size)) != static_cast<int>(size)) {
      return signing_failure();
    }
  }
}

}  // namespace

base::Result<base::Bytes> sign_cms(const PrivateKey& key, const Certificate& signer,
                                   const ContentSource& content, const SignOptions& options) {
  const CleanErrorQueue clean;
  if (!signer.matches_key(key)) return refusal("the key does not belong to the certificate");
  const NewMessage message{CMS_sign(nullptr, nullptr, nullptr, nullptr, kFlags)};
  if (!message) return signing_failure();
  RETURN_IF_ERROR(add_signer(*message, key, signer, options.signing_time));
  for (const Certificate& certificate : options.chain) {
    if (certificate == signer) continue;  // is in already, and twice is an error
    if (CMS_add1_cert(message.get(), certificate.native()) != 1) return signing_failure();
  }
  const MessageBio bio{CMS_dataInit(message.get(), nullptr)};
  if (!bio) return signing_failure();
  RETURN_IF_ERROR(feed(*bio, content));
  if (BIO_flush(bio.get()) != 1 || CMS_dataFinal(message.get(), bio.get()) != 1) {
    return signing_failure();
  }
  return to_der_bytes<const CMS_ContentInfo>(i2d_CMS_ContentInfo, message.get());
}

}  // namespace crypto
