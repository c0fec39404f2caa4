#include "crypto/keys/public_key.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <algorithm>
#include <utility>

#include "crypto/keys/key_rules.h"
#include "crypto/openssl_error.h"
#include "crypto/openssl_handle.h"

namespace crypto {
namespace {

using base::Error;
using base::ErrorKind;
using Key = Handle<EVP_PKEY, EVP_PKEY_free>;
using CheckContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

base::Result<base::Bytes> encode_spki(EVP_PKEY& key) {
  const int size = i2d_PUBKEY(&key, nullptr);
  if (size <= 0) return openssl_error(ErrorKind::InvalidInput, "public key cannot be encoded");
  base::Bytes der(static_cast<std::size_t>(size));
  unsigned char* end = der.data();
  i2d_PUBKEY(&key, &end);
  return der;
}

}  // namespace

PublicKey::PublicKey(std::shared_ptr<evp_pkey_st> key, std::shared_ptr<const base::Bytes> spki,
                     KeyKind kind)
    : key_{std::move(key)}, spki_{std::move(spki)}, kind_{kind} {}

base::Result<PublicKey> PublicKey::from_spki_der(base::ByteView der) {
  const CleanErrorQueue clean;
  if (der.size() > kSpkiBytesMax) return Error{ErrorKind::InvalidInput, "public key is too long"};
  const unsigned char* at = der.data();
  const Key key{d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()))};
  if (!key) return openssl_error(ErrorKind::InvalidInput, "not a public key");
  ASSIGN_OR_RETURN(PublicKey parsed, from_native(*key));
  if (!std::ranges::equal(parsed.to_spki_der(), der)) {
    return Error{ErrorKind::InvalidInput, "public key is not in canonical DER"};
  }
  return parsed;
}

base::Result<PublicKey> PublicKey::from_native(evp_pkey_st& key) {
  const CleanErrorQueue clean;
  ASSIGN_OR_RETURN(const KeyKind kind, classify(key));
  ASSIGN_OR_RETURN(base::Bytes spki, encode_spki(key));

  // Decoded again so that no private half stays reachable through this object.
  const unsigned char* at = spki.data();
  Key own{d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size()))};
  if (!own) return openssl_error(ErrorKind::InvalidInput, "not a public key");
  const CheckContext check{EVP_PKEY_CTX_new_from_pkey(nullptr, own.get(), nullptr)};
  if (!check || EVP_PKEY_public_check_quick(check.get()) != 1) {
    return openssl_error(ErrorKind::InvalidInput, "public key is inconsistent");
  }
  return PublicKey{std::shared_ptr<evp_pkey_st>{std::move(own)},
                   std::make_shared<const base::Bytes>(std::move(spki)), kind};
}

Fingerprint PublicKey::fingerprint() const {
  Fingerprint digest{};
  SHA256(spki_->data(), spki_->size(), digest.data());
  return digest;
}

}  // namespace crypto
