#include "crypto/cms/enveloped_data.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "crypto/cms/envelope_rules.h"
#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/x509/asn1_values.h"

namespace crypto {
namespace {

using base::ErrorKind;
using Envelope = Handle<CMS_ContentInfo, CMS_ContentInfo_free>;
using EnvelopeBio = Handle<BIO, BIO_free>;

constexpr int kPassphraseRounds = 600'000;

base::Error sealing_failure() {
  return openssl_error(ErrorKind::Unavailable, "CMS encryption");
}

base::Result<void> add_recipient(CMS_ContentInfo& envelope, const Certificate& certificate) {
  ASSIGN_OR_RETURN(const PublicKey key, certificate.public_key());
  CMS_RecipientInfo* info = CMS_add1_recipient_cert(&envelope, certificate.native(), CMS_KEY_PARAM);
  EVP_PKEY_CTX* context = info != nullptr ? CMS_RecipientInfo_get0_pkey_ctx(info) : nullptr;
  if (context == nullptr) return sealing_failure();
  // OpenSSL's defaults are SHA-1 and PKCS#1 v1.5.
  const bool set = is_ec(key.kind())
                       ? EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) == 1
                       : EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
                             EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1;
  if (!set) return sealing_failure();
  return {};
}

base::Result<void> add_passphrase(CMS_ContentInfo& envelope, const Secret& passphrase) {
  if (passphrase.empty() || passphrase.size() > kPassphraseBytesMax) {
    return refusal("passphrase must have 1 to 1024 bytes");
  }
  auto* copy =
      static_cast<unsigned char*>(OPENSSL_memdup(passphrase.reveal().data(), passphrase.size()));
  if (copy == nullptr) return sealing_failure();
  if (CMS_add0_recipient_password(&envelope, kPassphraseRounds, NID_id_alg_PWRI_KEK, NID_undef,
                                  copy, static_cast<ossl_ssize_t>(passphrase.size()),
                                  EVP_aes_256_cbc()) == nullptr) {
    OPENSSL_clear_free(copy, passphrase.size());
    return sealing_failure();
  }
  return {};
}

base::Result<Envelope> read_envelope(base::ByteView cms) {
  if (cms.size() > kEnvelopeBytesMax) return refusal("encrypted message is too long");
  RETURN_IF_ERROR(check_envelope(cms));
  const unsigned char* at = cms.data();
  Envelope envelope{d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(cms.size()))};
  if (!envelope) return openssl_error(ErrorKind::InvalidInput, "not a CMS message");
  if (OBJ_obj2nid(CMS_get0_type(envelope.get())) != NID_id_smime_ct_authEnvelopedData) {
    return refusal("CMS message is not authenticated encryption");
  }
  const STACK_OF(CMS_RecipientInfo)* recipients = CMS_get0_RecipientInfos(envelope.get());
  if (recipients == nullptr ||
      sk_CMS_RecipientInfo_num(recipients) > static_cast<int>(kRecipientsMax + 1)) {
    return refusal("encrypted message with too many recipients");
  }
  return envelope;
}

base::Error does_not_open() {
  return openssl_error(ErrorKind::Denied, "encrypted message does not open");
}

// After a key or passphrase was set.
base::Result<Secret> open_content(CMS_ContentInfo& envelope) {
  const EnvelopeBio out{BIO_new(BIO_s_mem())};  // its buffer is wiped when freed
  if (!out || CMS_decrypt(&envelope, nullptr, nullptr, nullptr, out.get(), 0) != 1) {
    return does_not_open();
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return Secret::copy_of(std::string_view{data, static_cast<std::size_t>(size)});
}

}  // namespace

base::Result<base::Bytes> encrypt_cms(base::ByteView content,
                                      std::span<const Certificate> recipients,
                                      const Secret* passphrase) {
  const CleanErrorQueue clean;
  if (content.size() > kEnvelopeContentBytesMax) return refusal("too much content to encrypt");
  if (recipients.size() > kRecipientsMax) return refusal("too many recipients");
  if (recipients.empty() && passphrase == nullptr) return refusal("nobody could open it");
  const Envelope envelope{CMS_AuthEnvelopedData_create(EVP_aes_256_gcm())};
  if (!envelope || CMS_set_detached(envelope.get(), 0) != 1) return sealing_failure();
  for (const Certificate& one : recipients) RETURN_IF_ERROR(add_recipient(*envelope, one));
  if (passphrase != nullptr) RETURN_IF_ERROR(add_passphrase(*envelope, *passphrase));
  const char* start = content.empty() ? "" : base::as_text(content).data();  // null is an error
  const EnvelopeBio in{BIO_new_mem_buf(start, static_cast<int>(content.size()))};
  if (!in || CMS_final(envelope.get(), in.get(), nullptr, CMS_BINARY) != 1) {
    return sealing_failure();
  }
  return to_der_bytes<const CMS_ContentInfo>(i2d_CMS_ContentInfo, envelope.get());
}

base::Result<Secret> decrypt_cms(base::ByteView cms, const PrivateKey& key,
                                 const Certificate& recipient) {
  const CleanErrorQueue clean;
  ASSIGN_OR_RETURN(const Envelope envelope, read_envelope(cms));
  if (CMS_decrypt_set1_pkey(envelope.get(), key.native(), recipient.native()) != 1) {
    return does_not_open();
  }
  return open_content(*envelope);
}

base::Result<Secret> decrypt_cms(base::ByteView cms, const Secret& passphrase) {
  const CleanErrorQueue clean;
  if (passphrase.empty() || passphrase.size() > kPassphraseBytesMax) {
    return refusal("passphrase must have 1 to 1024 bytes");
  }
  ASSIGN_OR_RETURN(const Envelope envelope, read_envelope(cms));
  auto* text = const_cast<unsigned char*>(passphrase.reveal().data());  // read, never written
  if (CMS_decrypt_set1_password(envelope.get(), text,
                                static_cast<ossl_ssize_t>(passphrase.size())) != 1) {
    return does_not_open();
  }
  return open_content(*envelope);
}

}  // namespace crypto
