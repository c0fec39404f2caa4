#include "crypto/keys/private_key.h"

#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <cassert>
#include <utility>

#include "crypto/keys/key_rules.h"
#include "crypto/keys/pkcs8_encryption.h"
#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"
#include "crypto/pem.h"

namespace crypto {
namespace {

using base::Error;
using base::ErrorKind;
using Info = Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using CheckContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

EVP_PKEY* new_key(KeyKind kind) {
  switch (kind) {
    case KeyKind::EcP256:
      return EVP_EC_gen("P-256");
    case KeyKind::EcP384:
      return EVP_EC_gen("P-384");
    case KeyKind::Rsa3072:
      return EVP_RSA_gen(3072);
    case KeyKind::Rsa4096:
      return EVP_RSA_gen(4096);
    case KeyKind::Rsa2048:
      break;
  }
  return nullptr;
}

// The forms from before PKCS#8, as `openssl ecparam -genkey` and older tools write them.
base::Result<PrivateKey::NativeKey> read_old_form(int type, const Secret& der) {
  const unsigned char* at = der.reveal().data();
  const unsigned char* end = at + der.size();
  PrivateKey::NativeKey key{d2i_PrivateKey(type, nullptr, &at, static_cast<long>(der.size()))};
  if (!key || at != end) return openssl_error(ErrorKind::InvalidInput, "not a private key");
  return key;
}

}  // namespace

void PrivateKey::NativeFree::operator()(evp_pkey_st* key) const {
  EVP_PKEY_free(key);
}

PrivateKey::PrivateKey(NativeKey key, PublicKey public_half)
    : key_{std::move(key)}, public_{std::move(public_half)} {}

base::Result<PrivateKey> PrivateKey::adopt(NativeKey key) {
  ASSIGN_OR_RETURN(PublicKey public_half, PublicKey::from_native(*key));
  return PrivateKey{std::move(key), std::move(public_half)};
}

base::Result<PrivateKey> PrivateKey::checked(NativeKey key) {
  ASSIGN_OR_RETURN(const KeyKind kind, classify(*key));  // before any costly check
  if (kind == KeyKind::Rsa2048)
    return refusal("RSA private key below 3072 bits is weak", "weak_key");
  const CheckContext check{EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr)};
  if (!check || EVP_PKEY_check(check.get()) != 1) {
    return openssl_error(ErrorKind::InvalidInput, "private key is inconsistent");
  }
  return adopt(std::move(key));
}

base::Result<PrivateKey> PrivateKey::generate(KeyKind kind) {
  const CleanErrorQueue clean;
  if (kind == KeyKind::Rsa2048)
    return refusal("RSA private key below 3072 bits is weak", "weak_key");
  NativeKey key{new_key(kind)};
  if (!key) return openssl_error(ErrorKind::Unavailable, "key generation");
  return adopt(std::move(key));
}

base::Result<PrivateKey> PrivateKey::from_pkcs8_der(const Secret& der) {
  const CleanErrorQueue clean;
  if (der.size() > kPrivateKeyBytesMax) return refusal("private key is too long");
  const unsigned char* at = der.reveal().data();
  const unsigned char* end = at + der.size();
  const Info info{d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size()))};
  if (!info || at != end) return openssl_error(ErrorKind::InvalidInput, "not a PKCS#8 key");
  NativeKey key{EVP_PKCS82PKEY(info.get())};
  if (!key) return openssl_error(ErrorKind::InvalidInput, "unreadable PKCS#8 key");
  return checked(std::move(key));
}

Secret PrivateKey::to_pkcs8_der() const {
  const CleanErrorQueue clean;
  const Info info{EVP_PKEY2PKCS8(key_.get())};
  const int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr) : 0;
  assert(size > 0);  // every key we hold was read or made in this form
  Secret der{static_cast<std::size_t>(size)};
  unsigned char* end = der.reveal_for_writing().data();
  i2d_PKCS8_PRIV_KEY_INFO(info.get(), &end);
  return der;
}

base::Result<PrivateKey> PrivateKey::from_pem(const Secret& pem, const Secret* passphrase) {
  const CleanErrorQueue clean;
  if (pem.size() > 2 * kPrivateKeyBytesMax) return refusal("private key file is too long");
  ASSIGN_OR_RETURN(const auto blocks, read_pem(pem.reveal(), 2));
  const PemBlock* found = nullptr;
  for (const PemBlock& block : blocks) {
    if (block.label == "EC PARAMETERS") continue;  // repeats what the key says
    if (found != nullptr) return refusal("more than one block in the private key file");
    found = &block;
  }
  if (found == nullptr) return refusal("no private key in the file");
  if (found->label == "PRIVATE KEY") return from_pkcs8_der(found->der);
  if (found->label == "ENCRYPTED PRIVATE KEY") {
    if (passphrase == nullptr) {
      return Error{ErrorKind::Denied, "private key needs a passphrase", "passphrase_needed"};
    }
    ASSIGN_OR_RETURN(const Secret plain, decrypt_pkcs8(found->der.reveal(), *passphrase));
    return from_pkcs8_der(plain);
  }
  const bool ec = found->label == "EC PRIVATE KEY";
  if (!ec && found->label != "RSA PRIVATE KEY") return refusal("not a private key file");
  ASSIGN_OR_RETURN(NativeKey key, read_old_form(ec ? EVP_PKEY_EC : EVP_PKEY_RSA, found->der));
  return checked(std::move(key));
}

base::Result<Secret> PrivateKey::to_pem(const Secret* passphrase) const {
  const Secret plain = to_pkcs8_der();
  if (passphrase == nullptr) return write_pem("PRIVATE KEY", plain.reveal());
  ASSIGN_OR_RETURN(const base::Bytes encrypted, encrypt_pkcs8(plain, *passphrase));
  return write_pem("ENCRYPTED PRIVATE KEY", encrypted);
}

}  // namespace crypto
