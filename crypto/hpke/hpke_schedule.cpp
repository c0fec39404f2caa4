#include "crypto/hpke/hpke_schedule.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/byte_order.h"
#include "crypto/kdf/hkdf.h"

namespace crypto::detail {
namespace {

constexpr std::string_view kVersion = "HPKE-v1";
constexpr std::uint8_t kModeBase = 0;

// Into memory that is wiped and never grows: most of what passes here is secret.
Secret joined(std::initializer_list<base::ByteView> parts) {
  std::size_t size = 0;
  for (const base::ByteView part : parts) size += part.size();
  Secret whole{size};
  auto out = whole.reveal_for_writing().begin();
  for (const base::ByteView part : parts) out = std::ranges::copy(part, out).out;
  return whole;
}

base::Result<Secret> extract_and_expand(const Secret& shared_point, const HpkePublicKey& ephemeral,
                                        const HpkePublicKey& recipient) {
  const LabeledKdf kdf = kem_kdf();
  ASSIGN_OR_RETURN(const Secret key, kdf.extract({}, "eae_prk", shared_point.reveal()));
  const Secret context = joined({ephemeral.bytes(), recipient.bytes()});
  return kdf.expand(key, "shared_secret", context.reveal(), kHkdfKeyBytes);
}

}  // namespace

base::Result<Secret> LabeledKdf::extract(base::ByteView salt, std::string_view label,
                                         base::ByteView input_key) const {
  const Secret labeled =
      joined({base::as_bytes(kVersion), suite_id_, base::as_bytes(label), input_key});
  return hkdf_extract(salt, labeled.reveal());
}

base::Result<Secret> LabeledKdf::expand(const Secret& key, std::string_view label,
                                        base::ByteView info, std::size_t size) const {
  base::ByteWriter length;
  length.put(static_cast<std::uint16_t>(size));
  const Secret labeled =
      joined({length.view(), base::as_bytes(kVersion), suite_id_, base::as_bytes(label), info});
  return hkdf_expand(key.reveal(), labeled.reveal(), size);
}

LabeledKdf kem_kdf() {
  base::ByteWriter suite;
  suite.put(base::as_bytes("KEM"));
  suite.put(kKemP256HkdfSha256);
  return LabeledKdf{std::move(suite).take()};
}

base::Result<Secret> encapsulated_secret(const HpkePrivateKey& ephemeral,
                                         const HpkePublicKey& recipient) {
  ASSIGN_OR_RETURN(const Secret point, ephemeral.shared_point(recipient));
  return extract_and_expand(point, ephemeral.public_key(), recipient);
}

base::Result<Secret> decapsulated_secret(const HpkePrivateKey& recipient,
                                         const HpkePublicKey& ephemeral) {
  ASSIGN_OR_RETURN(const Secret point, recipient.shared_point(ephemeral));
  return extract_and_expand(point, ephemeral, recipient.public_key());
}

base::Result<HpkeContext> key_schedule(const Secret& shared_secret, base::ByteView info,
                                       const HpkeAead& aead) {
  base::ByteWriter suite;
  suite.put(base::as_bytes("HPKE"));
  suite.put(kKemP256HkdfSha256);
  suite.put(kKdfHkdfSha256);
  suite.put(aead.id);
  const LabeledKdf kdf{std::move(suite).take()};

  ASSIGN_OR_RETURN(const Secret psk_id_hash, kdf.extract({}, "psk_id_hash", {}));
  ASSIGN_OR_RETURN(const Secret info_hash, kdf.extract({}, "info_hash", info));
  const Secret context = joined({{&kModeBase, 1}, psk_id_hash.reveal(), info_hash.reveal()});
  ASSIGN_OR_RETURN(const Secret secret, kdf.extract(shared_secret.reveal(), "secret", {}));

  ASSIGN_OR_RETURN(Secret key, kdf.expand(secret, "key", context.reveal(), aead.key_bytes));
  ASSIGN_OR_RETURN(Secret nonce,
                   kdf.expand(secret, "base_nonce", context.reveal(), aead.nonce_bytes));
  return HpkeContext{std::move(key), std::move(nonce)};
}

}  // namespace crypto::detail
