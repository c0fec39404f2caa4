#include "appliance/keeper/day_keys.h"

#include <algorithm>

#include "appliance/keeper/recipients.h"
#include "appliance/keeper/site_keys.h"
#include "base/byte_order.h"
#include "crypto/hpke/hpke.h"
#include "crypto/kdf/hkdf.h"
#include "storage/chain/chain.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using crypto::HpkePrivateKey;
using crypto::HpkePublicKey;

struct SealedScalar {
  storage::Point encapsulated;
  storage::WrappedKey wrapped;
};

base::Result<SealedScalar> seal_scalar(const storage::Point& recipient, base::ByteView info,
                                       const HpkePrivateKey& key) {
  ASSIGN_OR_RETURN(const HpkePublicKey to, HpkePublicKey::from_bytes(recipient));
  ASSIGN_OR_RETURN(const crypto::HpkeSealed sealed,
                   crypto::hpke_seal(to, info, {}, key.to_secret().reveal()));
  SealedScalar made{};
  std::ranges::copy(sealed.enc, made.encapsulated.begin());
  std::ranges::copy(sealed.ciphertext, made.wrapped.begin());
  return made;
}

base::Result<HpkePrivateKey> open_scalar(const HpkePrivateKey& recipient,
                                         const SealedScalar& sealed, base::ByteView info,
                                         const base::Id& expected) {
  ASSIGN_OR_RETURN(crypto::Secret scalar,
                   crypto::hpke_open(recipient, sealed.encapsulated, info, {}, sealed.wrapped));
  ASSIGN_OR_RETURN(HpkePrivateKey key, HpkePrivateKey::from(std::move(scalar)));
  if (storage::key_id_of(point_of(key.public_key())) != expected) {
    return storage::corrupt("a wrap holds another day key than it says");
  }
  return key;
}

}  // namespace

base::Result<DayEntry> mint_day_key(const KeystorePublicPart& site, const base::Id& camera,
                                    base::Day day, base::WallTime now) {
  ASSIGN_OR_RETURN(const HpkePrivateKey key, HpkePrivateKey::generate());
  DayEntry entry;
  entry.wraps.day = day;
  entry.wraps.camera = camera;
  entry.wraps.day_public_key = point_of(key.public_key());
  entry.wraps.day_key = storage::key_id_of(entry.wraps.day_public_key);

  const base::Ticks made = base::to_ticks(now);
  RETURN_IF_ERROR(
      wrap_day_key(entry.wraps, key, site.recovery, storage::RecipientType::Recovery, made));
  for (const Recipient& recipient : site.recipients) {
    if (recipient.removed) continue;
    ASSIGN_OR_RETURN(const storage::Point to, recipient_key(recipient));
    RETURN_IF_ERROR(wrap_day_key(entry.wraps, key, to, storage::RecipientType::Escrow, made));
  }
  RETURN_IF_ERROR(seal_day_key(entry, key, site.site));
  return entry;
}

base::Result<void> wrap_day_key(storage::WrapsFile& file, const HpkePrivateKey& key,
                                const storage::Point& to, storage::RecipientType type,
                                base::Ticks now) {
  storage::Wrap wrap;
  wrap.recipient = storage::key_id_of(to);
  wrap.type = type;
  wrap.made = now;
  const auto place =
      std::ranges::lower_bound(file.wraps, wrap.recipient, {}, &storage::Wrap::recipient);
  if (place != file.wraps.end() && place->recipient == wrap.recipient) {
    return Error{ErrorKind::Exists, "a day key is wrapped to it already"};
  }
  if (file.wraps.size() >= storage::kWrapsMax) {
    return Error{ErrorKind::Unavailable, "a day key has as many recipients as it can"};
  }
  ASSIGN_OR_RETURN(const SealedScalar sealed,
                   seal_scalar(to, storage::wrap_info(file, wrap.recipient), key));
  wrap.encapsulated = sealed.encapsulated;
  wrap.wrapped_key = sealed.wrapped;
  file.wraps.insert(place, wrap);
  return {};
}

base::Result<void> seal_day_key(DayEntry& entry, const HpkePrivateKey& key,
                                const storage::Point& site) {
  ASSIGN_OR_RETURN(const SealedScalar own, seal_scalar(site, day_key_info(entry.wraps), key));
  entry.encapsulated = own.encapsulated;
  entry.wrapped_key = own.wrapped;
  return {};
}

base::Result<HpkePrivateKey> open_day_key(const HpkePrivateKey& site, const DayEntry& entry) {
  return open_scalar(site, {entry.encapsulated, entry.wrapped_key}, day_key_info(entry.wraps),
                     entry.wraps.day_key);
}

base::Result<HpkePrivateKey> open_wrap(const HpkePrivateKey& recipient,
                                       const storage::WrapsFile& file) {
  const base::Id id = storage::key_id_of(point_of(recipient.public_key()));
  const auto wrap = std::ranges::find(file.wraps, id, &storage::Wrap::recipient);
  if (wrap == file.wraps.end()) {
    return Error{ErrorKind::NotFound, "the day key was not wrapped to this key"};
  }
  return open_scalar(recipient, {wrap->encapsulated, wrap->wrapped_key},
                     storage::wrap_info(file, id), file.day_key);
}

base::Result<crypto::Secret> open_segment_key(const HpkePrivateKey& day_key,
                                              const storage::SegmentHeader& header) {
  ASSIGN_OR_RETURN(crypto::Secret key,
                   crypto::hpke_open(day_key, header.encapsulated,
                                     storage::segment_key_info(header), {}, header.wrapped_key));
  ASSIGN_OR_RETURN(
      const crypto::Secret commitment,
      crypto::hkdf({}, key.reveal(), storage::key_commitment_info(header.segment), 32));
  if (!crypto::equal_constant_time(commitment.reveal(), header.key_commitment)) {
    return storage::corrupt("the segment's key is not the one it was committed to");
  }
  return key;
}

base::Result<crypto::Secret> derive_thumbnail_key(const HpkePrivateKey& day_key,
                                                  const base::Id& camera, base::Day day) {
  base::ByteWriter info;
  info.put(base::as_bytes("custody thumbnail v1"));
  info.put(camera.bytes);
  info.put(day);
  return crypto::hkdf({}, day_key.to_secret().reveal(), info.view(), 32);
}

}  // namespace appliance
