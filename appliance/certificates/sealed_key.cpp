#include "appliance/certificates/sealed_key.h"

#include "crypto/aead/aead.h"
#include "crypto/kdf/hkdf.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using crypto::Secret;

constexpr std::size_t kKeySaltBytes = 16;

// Its salt is new each time, so each key seals one message and the nonce can be zero.
base::Result<crypto::AeadKey> server_key_seal(const Secret& device_key, const base::Id& entry,
                                              base::ByteView salt) {
  base::Bytes info = base::to_bytes("custody server key v1");
  base::append(info, entry.bytes);
  ASSIGN_OR_RETURN(const Secret bytes,
                   crypto::hkdf(salt, device_key.reveal(), info, crypto::kAeadKeyBytes));
  return crypto::AeadKey::from(bytes);
}

}  // namespace

base::Result<SealedKey> seal_key(const Secret& device_key, const base::Id& entry,
                                 const crypto::PrivateKey& key) {
  const Secret salt = Secret::random(kKeySaltBytes);
  SealedKey out;
  out.salt.assign(salt.reveal().begin(), salt.reveal().end());
  ASSIGN_OR_RETURN(auto sealing, server_key_seal(device_key, entry, out.salt));
  ASSIGN_OR_RETURN(out.sealed,
                   crypto::seal(sealing, crypto::Nonce{}, key.public_key().to_spki_der(),
                                key.to_pkcs8_der().reveal()));
  return out;
}

base::Result<crypto::PrivateKey> open_key(const Secret& device_key, const base::Id& entry,
                                          const crypto::PublicKey& public_half,
                                          const SealedKey& sealed) {
  if (sealed.sealed.size() <= crypto::kAeadTagBytes ||
      sealed.sealed.size() > crypto::kPrivateKeyBytesMax + crypto::kAeadTagBytes) {
    return Error{ErrorKind::Corrupt, "a sealed private key of an impossible size"};
  }
  ASSIGN_OR_RETURN(auto opening, server_key_seal(device_key, entry, sealed.salt));
  Secret der{sealed.sealed.size() - crypto::kAeadTagBytes};
  RETURN_IF_ERROR(crypto::open_into(opening, crypto::Nonce{}, public_half.to_spki_der(),
                                    sealed.sealed, der.reveal_for_writing()));
  return crypto::PrivateKey::from_pkcs8_der(der);
}

}  // namespace appliance
