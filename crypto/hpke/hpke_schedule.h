// The inside of HPKE (RFC 9180 sections 4 and 5.1), apart so that the RFC's intermediate values can
// be checked. Users want hpke.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "crypto/hpke/hpke_key.h"
#include "crypto/secret.h"

namespace crypto::detail {

inline constexpr std::uint16_t kKemP256HkdfSha256 = 0x0010;
inline constexpr std::uint16_t kKdfHkdfSha256 = 0x0001;

// LabeledExtract and LabeledExpand for one suite id.
class LabeledKdf {
 public:
  explicit LabeledKdf(base::Bytes suite_id) : suite_id_{std::move(suite_id)} {}

  base::Result<Secret> extract(base::ByteView salt, std::string_view label,
                               base::ByteView input_key) const;
  base::Result<Secret> expand(const Secret& key, std::string_view label, base::ByteView info,
                              std::size_t size) const;

 private:
  base::Bytes suite_id_;
};

LabeledKdf kem_kdf();

// What Encap() makes from a given ephemeral key, and Decap() finds again.
base::Result<Secret> encapsulated_secret(const HpkePrivateKey& ephemeral,
                                         const HpkePublicKey& recipient);
base::Result<Secret> decapsulated_secret(const HpkePrivateKey& recipient,
                                         const HpkePublicKey& ephemeral);

struct HpkeAead {
  std::uint16_t id;
  std::size_t key_bytes;
  std::size_t nonce_bytes;
};
inline constexpr HpkeAead kHpkeAes256Gcm{0x0002, 32, 12};

struct HpkeContext {
  Secret key;
  Secret base_nonce;
};

// KeySchedule() in base mode.
base::Result<HpkeContext> key_schedule(const Secret& shared_secret, base::ByteView info,
                                       const HpkeAead& aead);

}  // namespace crypto::detail
