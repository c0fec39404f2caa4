#include "storage/chain/signing_key.h"

#include "crypto/keys/key_kind.h"
#include "storage/chain/archive_signature.h"
#include "storage/chain/chain.h"

namespace storage {

SigningKey::SigningKey(crypto::PrivateKey key, const Point& public_key, base::Ticks from)
    : key_{std::move(key)}, public_key_{public_key}, id_{key_id_of(public_key)}, from_{from} {}

base::Result<SigningKey> SigningKey::generate(base::Ticks from) {
  ASSIGN_OR_RETURN(crypto::PrivateKey key, crypto::PrivateKey::generate(crypto::KeyKind::EcP256));
  ASSIGN_OR_RETURN(const Point point, point_of(key.public_key()));
  return SigningKey{std::move(key), point, from};
}

base::Result<SigningKey> SigningKey::from_pkcs8(const crypto::Secret& der, base::Ticks from) {
  ASSIGN_OR_RETURN(crypto::PrivateKey key, crypto::PrivateKey::from_pkcs8_der(der));
  ASSIGN_OR_RETURN(const Point point, point_of(key.public_key()));
  return SigningKey{std::move(key), point, from};
}

base::Result<Signature> SigningKey::sign(base::ByteView message) const {
  return sign_for_archive(key_, message);
}

LineSigner SigningKey::line_signer() const {
  return {id_, [this](base::ByteView message) { return sign(message); }};
}

}  // namespace storage
