#include "appliance/keeper/keystore.h"

#include <algorithm>
#include <cassert>

#include "appliance/keeper/day_keys.h"
#include "appliance/keeper/recipients.h"
#include "appliance/keeper/unlock_method.h"
#include "base/byte_order.h"
#include "crypto/aead/aead.h"
#include "crypto/kdf/hkdf.h"
#include "crypto/x509/certificate.h"
#include "storage/chain/archive_signature.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using crypto::Secret;

constexpr std::size_t kMasterKeyBytes = 32;

Error changed_behind_our_back(const char* what) {
  return {ErrorKind::Corrupt, std::string{"the keystore was changed by somebody else: "} + what};
}

// A new salt with each sealing, so each key seals one message and the nonce can be zero.
base::Result<crypto::AeadKey> sealing_key(const KeystoreFile& file, const Secret& master) {
  base::ByteWriter info;
  info.put(base::as_bytes("custody keystore seal v1"));
  info.put(file.public_part.store.bytes);
  ASSIGN_OR_RETURN(const Secret key, crypto::hkdf(file.salt, master.reveal(), info.view(), 32));
  return crypto::AeadKey::from(key);
}

base::Result<void> seal_private_part(KeystoreFile& file, KeystorePrivatePart part,
                                     const Secret& master) {
  part.days = static_cast<std::uint32_t>(file.days.size());
  part.days_digest = digest_of_days(file.days, file.days.size());
  const Secret plain = marshal(part);
  const Secret salt = Secret::random(file.salt.size());
  std::ranges::copy(salt.reveal(), file.salt.begin());
  file.sealed.assign(plain.size() + crypto::kAeadTagBytes, 0);  // its size is part of the context
  ASSIGN_OR_RETURN(auto key, sealing_key(file, master));
  ASSIGN_OR_RETURN(file.sealed,
                   crypto::seal(key, crypto::Nonce{}, sealing_context(file), plain.reveal()));
  return {};
}

base::Result<KeystorePrivatePart> open_private_part(const KeystoreFile& file,
                                                    const Secret& master) {
  ASSIGN_OR_RETURN(auto key, sealing_key(file, master));
  if (file.sealed.size() < crypto::kAeadTagBytes) return changed_behind_our_back("no keys in it");
  Secret plain{file.sealed.size() - crypto::kAeadTagBytes};
  if (!crypto::open_into(key, crypto::Nonce{}, sealing_context(file), file.sealed,
                         plain.reveal_for_writing())) {
    return changed_behind_our_back("its public part or an unlock method");
  }
  return parse_private_part(plain.reveal());
}

// What the seal does not cover, because it grows while locked.
base::Result<void> check_days(const KeystoreFile& file, const KeystorePrivatePart& part) {
  if (part.days > file.days.size()) return changed_behind_our_back("day keys are missing");
  if (digest_of_days(file.days, part.days) != part.days_digest) {
    return changed_behind_our_back("its day keys");
  }
  return {};
}

}  // namespace

std::string_view to_string(KeystoreState state) {
  switch (state) {
    case KeystoreState::Empty:
      return "empty";
    case KeystoreState::Locked:
      return "locked";
    case KeystoreState::Unlocked:
      return "unlocked";
  }
  return "";
}

base::Result<Keystore> Keystore::open(base::FileSystem& files, std::string path) {
  Keystore keystore{files, std::move(path)};
  auto bytes = base::read_small_file(files, keystore.path_, kKeystoreBytesMax);
  if (!bytes) {
    if (bytes.error().kind == ErrorKind::NotFound) return keystore;
    return std::move(bytes).error();
  }
  auto parsed = parse_keystore(*bytes);
  if (!parsed) {
    return Error{parsed.error().kind, keystore.path_ + ": " + parsed.error().message};
  }
  keystore.file_ = *std::move(parsed);
  keystore.exists_ = true;
  RETURN_IF_ERROR(keystore.index_days());
  return keystore;
}

KeystoreState Keystore::state() const {
  if (!exists_) return KeystoreState::Empty;
  return keys_ ? KeystoreState::Unlocked : KeystoreState::Locked;
}

const UnlockMethod* Keystore::find_method(UnlockKind kind) const {
  const auto found = std::ranges::find(file_.methods, kind, &UnlockMethod::kind);
  return found == file_.methods.end() ? nullptr : &*found;
}

base::Result<void> Keystore::index_days() {
  DayIndex index;
  for (std::size_t i = 0; i < file_.days.size(); ++i) {
    const storage::WrapsFile& wraps = file_.days[i].wraps;
    if (!index.emplace(std::pair{wraps.camera, wraps.day}, i).second) {
      return Error{ErrorKind::Corrupt, path_ + ": two keys of one camera and day"};
    }
  }
  index_ = std::move(index);
  return {};
}

base::Result<void> Keystore::store(KeystoreFile next) {
  const base::Bytes bytes = marshal(next);
  if (bytes.size() > kKeystoreBytesMax) {
    return Error{ErrorKind::Unavailable, "the keystore is full"};
  }
  RETURN_IF_ERROR(base::write_file_atomically(*files_, path_, bytes));
  file_ = std::move(next);
  exists_ = true;
  return {};
}

base::Result<void> Keystore::create(const base::Id& store_id, base::WallTime now, UnlockKind kind,
                                    const Secret& secret, const crypto::Argon2idCost& cost) {
  assert(state() == KeystoreState::Empty);
  ASSIGN_OR_RETURN(SiteKeys keys, generate_site_keys());
  Secret master = Secret::random(kMasterKeyBytes);
  KeystoreFile next;
  ASSIGN_OR_RETURN(next.public_part, make_public_part(keys, store_id, now));
  ASSIGN_OR_RETURN(const UnlockMethod method,
                   make_unlock_method(kind, secret, cost, store_id, master));
  next.methods.push_back(method);
  RETURN_IF_ERROR(seal_private_part(next, to_private_part(keys), master));
  RETURN_IF_ERROR(store(std::move(next)));
  master_ = std::move(master);
  keys_ = std::move(keys);
  return {};
}

base::Result<Secret> Keystore::open_master(UnlockKind kind, const Secret& secret) const {
  const UnlockMethod* const method = find_method(kind);
  if (method == nullptr) {
    return Error{ErrorKind::Denied,
                 kind == UnlockKind::Passphrase
                     ? std::string{"the keystore has no passphrase"}
                     : "the keystore is not unlocked by a " + std::string{to_string(kind)}};
  }
  return open_unlock_method(*method, secret, file_.public_part.store);
}

base::Result<void> Keystore::unlock(UnlockKind kind, const Secret& secret) {
  assert(state() == KeystoreState::Locked);
  ASSIGN_OR_RETURN(Secret master, open_master(kind, secret));
  ASSIGN_OR_RETURN(KeystorePrivatePart part, open_private_part(file_, master));
  RETURN_IF_ERROR(check_days(file_, part));
  const std::size_t sealed_days = part.days;
  ASSIGN_OR_RETURN(SiteKeys keys, to_site_keys(std::move(part)));
  minted_while_locked_ = file_.days.size() - sealed_days;
  master_ = std::move(master);
  keys_ = std::move(keys);
  return {};
}

void Keystore::lock() {
  keys_.reset();
  master_.reset();
}

base::Result<void> Keystore::store_sealed(KeystoreFile next) {
  RETURN_IF_ERROR(seal_private_part(next, to_private_part(*keys_), *master_));
  return store(std::move(next));
}

base::Result<void> Keystore::set_method(UnlockKind kind, const Secret& secret,
                                        const crypto::Argon2idCost& cost, base::Bytes tpm_object) {
  assert(state() == KeystoreState::Unlocked);
  assert(needs_tpm(kind) != tpm_object.empty());
  ASSIGN_OR_RETURN(UnlockMethod method,
                   make_unlock_method(kind, secret, cost, file_.public_part.store, *master_));
  method.tpm_object = std::move(tpm_object);
  KeystoreFile next = file_;
  std::erase_if(next.methods, [&](const UnlockMethod& old) { return old.kind == kind; });
  next.methods.push_back(std::move(method));
  std::ranges::sort(next.methods, {}, &UnlockMethod::kind);
  return store_sealed(std::move(next));
}

base::Result<void> Keystore::remove_method(UnlockKind kind) {
  assert(state() == KeystoreState::Unlocked);
  KeystoreFile next = file_;
  if (std::erase_if(next.methods, [&](const UnlockMethod& old) { return old.kind == kind; }) == 0) {
    return Error{ErrorKind::NotFound, "the keystore is not unlocked that way"};
  }
  return store_sealed(std::move(next));
}

base::Result<void> Keystore::add_recipient(Recipient recipient) {
  assert(state() == KeystoreState::Unlocked);
  ASSIGN_OR_RETURN(const auto to, recipient_key(recipient));
  KeystoreFile next = file_;
  for (DayEntry& entry : next.days) {
    ASSIGN_OR_RETURN(const auto day_key, open_day_key(keys_->site, entry));
    RETURN_IF_ERROR(
        wrap_day_key(entry.wraps, day_key, to, storage::RecipientType::Escrow, recipient.added));
  }
  // Added again after a removal: it counts as held from the first time on.
  std::erase_if(next.public_part.recipients,
                [&](const Recipient& old) { return old.key == recipient.key; });
  next.public_part.recipients.push_back(std::move(recipient));
  return store_sealed(std::move(next));
}

base::Result<void> Keystore::remove_recipient(const base::Id& key, base::Ticks now) {
  assert(state() == KeystoreState::Unlocked);
  KeystoreFile next = file_;
  const auto found = std::ranges::find_if(next.public_part.recipients, [&](const Recipient& each) {
    return each.key == key && !each.removed;
  });
  if (found == next.public_part.recipients.end()) {
    return Error{ErrorKind::NotFound, "there is no such recipient"};
  }
  found->removed = now;
  found->certificate.clear();
  for (DayEntry& entry : next.days) {
    std::erase_if(entry.wraps.wraps,
                  [&](const storage::Wrap& wrap) { return wrap.recipient == key; });
  }
  return store_sealed(std::move(next));
}

base::Result<void> Keystore::rotate_site_key() {
  return erase_days([](const DayEntry&) { return false; });
}

base::Result<void> Keystore::erase_days(const DayFilter& erased) {
  assert(state() == KeystoreState::Unlocked);
  ASSIGN_OR_RETURN(auto site, crypto::HpkePrivateKey::generate());
  KeystoreFile next = file_;
  std::erase_if(next.days, erased);
  next.public_part.site = point_of(site.public_key());
  for (DayEntry& entry : next.days) {
    ASSIGN_OR_RETURN(const auto day_key, open_day_key(keys_->site, entry));
    RETURN_IF_ERROR(seal_day_key(entry, day_key, next.public_part.site));
  }
  KeystorePrivatePart part = to_private_part(*keys_);
  part.site = site.to_secret();
  RETURN_IF_ERROR(seal_private_part(next, std::move(part), *master_));
  RETURN_IF_ERROR(store(std::move(next)));
  keys_->site = std::move(site);  // only that: the journal signs with its key where it lies
  return index_days();
}

base::Result<void> Keystore::destroy() {
  if (const auto removed = files_->remove_file(path_);
      !removed && removed.error().kind != ErrorKind::NotFound) {
    return removed;
  }
  RETURN_IF_ERROR(files_->sync_directory(base::parent_directory(path_)));
  lock();
  file_ = {};
  index_.clear();
  exists_ = false;
  return {};
}

base::Result<void> Keystore::forget_recovery_key() {
  assert(state() == KeystoreState::Unlocked);
  KeystoreFile next = file_;
  next.public_part.recovery_proven = true;
  KeystorePrivatePart part = to_private_part(*keys_);
  part.recovery = Secret{};
  RETURN_IF_ERROR(seal_private_part(next, std::move(part), *master_));
  RETURN_IF_ERROR(store(std::move(next)));
  keys_->recovery.reset();
  return {};
}

const DayEntry* Keystore::find_day(const base::Id& camera, base::Day day) const {
  const auto found = index_.find(std::pair{camera, day});
  return found == index_.end() ? nullptr : &file_.days[found->second];
}

base::Result<void> Keystore::add_days(std::vector<DayEntry> entries) {
  assert(state() != KeystoreState::Empty);
  if (entries.empty()) return {};
  if (entries.size() > kDayEntriesMax - file_.days.size()) {
    return Error{ErrorKind::Unavailable, "the keystore holds as many day keys as it can"};
  }
  KeystoreFile next = file_;
  std::ranges::move(entries, std::back_inserter(next.days));
  RETURN_IF_ERROR(keys_ ? store_sealed(std::move(next)) : store(std::move(next)));
  return index_days();
}

}  // namespace appliance
