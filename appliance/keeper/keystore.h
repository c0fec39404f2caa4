// The keystore: one file, replaced atomically, that holds every private key of a site.
//
// Promise: without a credential or passphrase it gives public keys only, and still takes new day
// keys. A wrong credential or passphrase changes nothing. Whatever was changed behind its back is
// ErrorKind::Corrupt at the latest when it is unlocked. Every change is on the disk when its call
// returns; after a failed one, both memory and disk hold what they held before.
//
// One thread at a time. The bytes: keystore_format.h, docs/design/keystore.md.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "appliance/keeper/keystore_format.h"
#include "appliance/keeper/site_keys.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace appliance {

enum class KeystoreState { Empty, Locked, Unlocked };

std::string_view to_string(KeystoreState state);  // "empty", "locked", "unlocked"

class Keystore {
 public:
  // Empty when there is no file at `path`. `files` outlives this.
  static base::Result<Keystore> open(base::FileSystem& files, std::string path);

  KeystoreState state() const;
  const KeystorePublicPart& public_part() const { return file_.public_part; }  // not when Empty
  const SiteKeys* keys() const { return keys_ ? &*keys_ : nullptr; }           // when Unlocked
  bool has_method(UnlockKind kind) const { return find_method(kind) != nullptr; }
  const UnlockMethod* find_method(UnlockKind kind) const;  // null: not unlocked that way
  const std::vector<UnlockMethod>& methods() const { return file_.methods; }

  // Empty to Unlocked: makes every key. `secret` unlocks it from now on.
  base::Result<void> create(const base::Id& store, base::WallTime now, UnlockKind kind,
                            const crypto::Secret& secret, const crypto::Argon2idCost& cost);

  // Locked to Unlocked. ErrorKind::Denied: not the right one, or no such method.
  base::Result<void> unlock(UnlockKind kind, const crypto::Secret& secret);

  // Unlocked to Locked: what is private is wiped from memory.
  void lock();

  // Adds a way to unlock, or replaces the one of that kind. `tpm_object` gives `secret` back, for a
  // kind that needs one. Only when Unlocked.
  base::Result<void> set_method(UnlockKind kind, const crypto::Secret& secret,
                                const crypto::Argon2idCost& cost, base::Bytes tpm_object = {});
  // NotFound: there is none. Whether one that can be used is left is the caller's to see to.
  base::Result<void> remove_method(UnlockKind kind);

  // The recovery key is proven: its private half is forgotten. Only when Unlocked.
  base::Result<void> forget_recovery_key();

  // Null when that day of that camera has no key.
  const DayEntry* find_day(const base::Id& camera, base::Day day) const;
  const std::vector<DayEntry>& days() const { return file_.days; }
  std::size_t days_minted_while_locked() const { return minted_while_locked_; }

  // Adds one, and wraps every day key to it as well. Only when Unlocked.
  base::Result<void> add_recipient(Recipient recipient);
  // Takes its wraps out of every day. What it copied before, it keeps. Only when Unlocked.
  base::Result<void> remove_recipient(const base::Id& key, base::Ticks now);

  // A new site key, and every day key sealed to it. Only when Unlocked.
  base::Result<void> rotate_site_key();
  // The same without the days that `erased` names, of which no key is left then.
  using DayFilter = std::function<bool(const DayEntry&)>;
  base::Result<void> erase_days(const DayFilter& erased);

  // To Empty: the file is gone, and all that was in memory. In any state.
  base::Result<void> destroy();

  // New ones only, in Locked and Unlocked. Unavailable when there would be too many.
  base::Result<void> add_days(std::vector<DayEntry> entries);

 private:
  using DayIndex = std::map<std::pair<base::Id, base::Day>, std::size_t>;

  Keystore(base::FileSystem& files, std::string path) : files_{&files}, path_{std::move(path)} {}

  base::Result<crypto::Secret> open_master(UnlockKind kind, const crypto::Secret& secret) const;
  base::Result<void> store(KeystoreFile next);
  base::Result<void> store_sealed(KeystoreFile next);  // with the private part as it is
  base::Result<void> index_days();

  base::FileSystem* files_;
  std::string path_;
  bool exists_ = false;
  KeystoreFile file_;
  DayIndex index_;
  std::optional<crypto::Secret> master_;
  std::optional<SiteKeys> keys_;
  std::size_t minted_while_locked_ = 0;  // found at unlock
};

}  // namespace appliance
