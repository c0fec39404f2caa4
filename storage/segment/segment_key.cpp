#include "storage/segment/segment_key.h"

#include <algorithm>

#include "crypto/hpke/hpke.h"
#include "crypto/kdf/hkdf.h"
#include "storage/chain/chain.h"

namespace storage {
namespace {

constexpr std::size_t kSegmentKeyBytes = 32;

base::Result<Digest> commitment_to(const base::Id& segment, base::ByteView key) {
  ASSIGN_OR_RETURN(const crypto::Secret derived,
                   crypto::hkdf({}, key, key_commitment_info(segment), Digest{}.size()));
  Digest commitment{};
  std::ranges::copy(derived.reveal(), commitment.begin());
  return commitment;
}

}  // namespace

base::Result<DayPublicKey> day_public_key(const WrapsFile& wraps) {
  if (key_id_of(wraps.day_public_key) != wraps.day_key) {
    return corrupt("a wraps file whose key is not the one it names");
  }
  return DayPublicKey{wraps.day, wraps.day_key, wraps.day_public_key};
}

base::Result<crypto::Secret> make_segment_key(SegmentHeader& header, const DayPublicKey& day) {
  header.day_key_day = day.day;
  header.day_key = day.id;
  ASSIGN_OR_RETURN(const auto recipient, crypto::HpkePublicKey::from_bytes(day.point));
  crypto::Secret key = crypto::Secret::random(kSegmentKeyBytes);
  ASSIGN_OR_RETURN(header.key_commitment, commitment_to(header.segment, key.reveal()));
  ASSIGN_OR_RETURN(const auto sealed,
                   crypto::hpke_seal(recipient, segment_key_info(header), {}, key.reveal()));
  header.encapsulated = sealed.enc;
  std::ranges::copy(sealed.ciphertext, header.wrapped_key.begin());
  return key;
}

base::Result<crypto::Secret> open_segment_key(const SegmentHeader& header,
                                              const crypto::HpkePrivateKey& day) {
  ASSIGN_OR_RETURN(crypto::Secret key,
                   crypto::hpke_open(day, header.encapsulated, segment_key_info(header), {},
                                     header.wrapped_key));
  RETURN_IF_ERROR(check_segment_key(header, key.reveal()));
  return key;
}

base::Result<void> check_segment_key(const SegmentHeader& header, base::ByteView key) {
  if (key.size() != kSegmentKeyBytes) return corrupt("a segment key of another size");
  ASSIGN_OR_RETURN(const Digest commitment, commitment_to(header.segment, key));
  if (!crypto::equal_constant_time(commitment, header.key_commitment)) {
    return corrupt("a segment key that the segment is not committed to");
  }
  return {};
}

}  // namespace storage
