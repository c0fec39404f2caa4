#include "crypto/hpke/hpke.h"

#include <algorithm>

#include "crypto/aead/aead.h"
#include "crypto/hpke/hpke_schedule.h"

namespace crypto {
namespace {

static_assert(kHpkeOverheadBytes == kAeadTagBytes);
static_assert(detail::kHpkeAes256Gcm.key_bytes == kAeadKeyBytes);
static_assert(detail::kHpkeAes256Gcm.nonce_bytes == kAeadNonceBytes);

struct OneMessage {
  AeadKey key;
  Nonce nonce;
};

base::Result<OneMessage> message_key(const Secret& shared_secret, base::ByteView info) {
  if (info.size() > kHpkeInfoBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "HPKE info is too long"};
  }
  ASSIGN_OR_RETURN(const detail::HpkeContext context,
                   detail::key_schedule(shared_secret, info, detail::kHpkeAes256Gcm));
  ASSIGN_OR_RETURN(AeadKey key, AeadKey::from(context.key));
  Nonce nonce{};
  std::ranges::copy(context.base_nonce.reveal(), nonce.begin());  // sequence number 0
  return OneMessage{std::move(key), nonce};
}

}  // namespace

base::Result<HpkeSealed> detail::hpke_seal_with(const HpkePrivateKey& ephemeral,
                                                const HpkePublicKey& recipient, base::ByteView info,
                                                base::ByteView associated_data,
                                                base::ByteView plaintext) {
  ASSIGN_OR_RETURN(const Secret shared_secret, encapsulated_secret(ephemeral, recipient));
  ASSIGN_OR_RETURN(OneMessage message, message_key(shared_secret, info));
  HpkeSealed sealed{};
  std::ranges::copy(ephemeral.public_key().bytes(), sealed.enc.begin());
  ASSIGN_OR_RETURN(sealed.ciphertext, seal(message.key, message.nonce, associated_data, plaintext));
  return sealed;
}

base::Result<HpkeSealed> hpke_seal(const HpkePublicKey& recipient, base::ByteView info,
                                   base::ByteView associated_data, base::ByteView plaintext) {
  ASSIGN_OR_RETURN(const HpkePrivateKey ephemeral, HpkePrivateKey::generate());
  return detail::hpke_seal_with(ephemeral, recipient, info, associated_data, plaintext);
}

base::Result<Secret> hpke_open(const HpkePrivateKey& recipient, base::ByteView enc,
                               base::ByteView info, base::ByteView associated_data,
                               base::ByteView ciphertext) {
  const auto ephemeral = HpkePublicKey::from_bytes(enc);
  if (!ephemeral) {
    return base::Error{base::ErrorKind::Corrupt, "encapsulated key is no point of P-256"};
  }
  if (ciphertext.size() < kAeadTagBytes || ciphertext.size() > kSealBytesMax + kAeadTagBytes) {
    return base::Error{base::ErrorKind::Corrupt, "HPKE ciphertext has an impossible length"};
  }
  ASSIGN_OR_RETURN(const Secret shared_secret, detail::decapsulated_secret(recipient, *ephemeral));
  ASSIGN_OR_RETURN(OneMessage message, message_key(shared_secret, info));
  Secret plaintext{ciphertext.size() - kAeadTagBytes};
  RETURN_IF_ERROR(open_into(message.key, message.nonce, associated_data, ciphertext,
                            plaintext.reveal_for_writing()));
  return plaintext;
}

}  // namespace crypto
