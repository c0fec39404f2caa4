#include "crypto/keys/pkcs8_encryption.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "crypto/keys/pbes2_rules.h"
#include "crypto/keys/private_key.h"
#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"

namespace crypto {
namespace {

using base::ErrorKind;
using Info = Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using Sealed = Handle<X509_SIG, X509_SIG_free>;
using Algorithm = Handle<X509_ALGOR, X509_ALGOR_free>;

constexpr std::uint64_t kScryptN = 16384;  // 16 MiB: within the 32 MiB OpenSSL reads by default
constexpr std::uint64_t kScryptR = 8;
constexpr std::uint64_t kScryptP = 5;

base::Result<void> check_scheme(const X509_SIG& sealed) {
  const X509_ALGOR* scheme = nullptr;
  X509_SIG_get0(&sealed, &scheme, nullptr);
  return check_pbes2(*scheme, "private key");
}

const char* passphrase_text(const Secret& passphrase) {
  return base::as_text(passphrase.reveal()).data();
}

}  // namespace

base::Result<base::Bytes> encrypt_pkcs8(const Secret& plain, const Secret& passphrase) {
  const CleanErrorQueue clean;
  if (passphrase.empty() || passphrase.size() > kPassphraseBytesMax) {
    return refusal("passphrase must have 1 to 1024 bytes");
  }
  const unsigned char* at = plain.reveal().data();
  const Info info{d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(plain.size()))};
  if (!info) return openssl_error(ErrorKind::InvalidInput, "not a PKCS#8 key");
  Algorithm scheme{
      PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, 0, nullptr, kScryptN, kScryptR, kScryptP)};
  const Sealed sealed{scheme ? PKCS8_set0_pbe(passphrase_text(passphrase),
                                              static_cast<int>(passphrase.size()), info.get(),
                                              scheme.get())
                             : nullptr};
  if (!sealed) return openssl_error(ErrorKind::Unavailable, "private key encryption");
  static_cast<void>(scheme.release());  // now owned by `sealed`

  const int size = i2d_X509_SIG(sealed.get(), nullptr);
  if (size <= 0) return openssl_error(ErrorKind::Unavailable, "private key encryption");
  base::Bytes der(static_cast<std::size_t>(size));
  unsigned char* end = der.data();
  i2d_X509_SIG(sealed.get(), &end);
  return der;
}

base::Result<Secret> decrypt_pkcs8(base::ByteView encrypted, const Secret& passphrase) {
  const CleanErrorQueue clean;
  if (encrypted.size() > kPrivateKeyBytesMax) return refusal("private key is too long");
  if (passphrase.size() > kPassphraseBytesMax) return refusal("passphrase is too long");
  const unsigned char* at = encrypted.data();
  const unsigned char* end = at + encrypted.size();
  const Sealed sealed{d2i_X509_SIG(nullptr, &at, static_cast<long>(encrypted.size()))};
  if (!sealed || at != end) {
    return openssl_error(ErrorKind::InvalidInput, "not an encrypted PKCS#8 key");
  }
  RETURN_IF_ERROR(check_scheme(*sealed));
  const Info info{PKCS8_decrypt(sealed.get(), passphrase_text(passphrase),
                                static_cast<int>(passphrase.size()))};
  if (!info)
    return openssl_error(ErrorKind::Denied, "private key does not open", "wrong_passphrase");

  const int size = i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr);
  if (size <= 0) return openssl_error(ErrorKind::InvalidInput, "unreadable PKCS#8 key");
  Secret plain{static_cast<std::size_t>(size)};
  unsigned char* out = plain.reveal_for_writing().data();
  i2d_PKCS8_PRIV_KEY_INFO(info.get(), &out);
  return plain;
}

}  // namespace crypto
