// What a keeper is: keystore and journal together, from start through unlock, and the rule that
// joins them: no key leaves before the line about it is on the disk.
//
// Its verbs are in footage_keys.h, evidence_desk.h and here; keeper_verbs.h puts them on a socket.
// One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "appliance/keeper/keeper_journal.h"
#include "appliance/keeper/keystore.h"
#include "appliance/keeper/rate_limit.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "base/log/logger.h"
#include "base/random_id.h"
#include "base/result.h"
#include "crypto/secret.h"

namespace appliance {

// What a keeper lives on; all of it outlives it.
struct KeeperWorld {
  base::FileSystem& files;
  const base::Clock& clock;
  base::IdSource& ids;
  const base::Logger& logger;
};

class Keeper {
 public:
  struct Options {
    std::string directory;                   // holds `keystore` and `journal`
    crypto::Argon2idCost passphrase_cost{};  // of passphrases set from now on
    AttemptThrottle::Options attempts{};
  };

  // With a credential (not empty) a first start makes everything and a later one unlocks; without,
  // or with a wrong one, it stays empty or locked and says why in the log. Corrupt when a journal
  // is there without its keystore.
  static base::Result<std::unique_ptr<Keeper>> open(const KeeperWorld& world, Options options,
                                                    crypto::Secret credential);

  KeystoreState state() const { return keystore_.state(); }
  const std::string& locked_reason() const { return locked_reason_; }  // empty when Unlocked
  const Keystore& keystore() const { return keystore_; }
  Keystore& keystore() { return keystore_; }

  // Empty: makes everything. Unlocked: adds or replaces the passphrase. Locked: Unavailable.
  base::Result<void> set_passphrase(const crypto::Secret& passphrase);

  // Denied: the wrong one. Unavailable: too many wrong ones, or nothing to unlock.
  base::Result<void> unlock(const crypto::Secret& passphrase);

  // The printable text. Exists: it was proven and is forgotten.
  base::Result<crypto::Secret> recovery_key(const std::string& actor);

  // Opens a real wrap with what was typed; then the private half is forgotten. Denied: a key, but
  // another one.
  base::Result<void> prove_recovery(const std::string& actor, const crypto::Secret& text);

  // The keys, or Unavailable "keys are locked".
  base::Result<const SiteKeys*> keys() const;

  // Writes and syncs a line: then, and only then, the key it speaks of may leave. Its number.
  base::Result<std::uint64_t> record_use(const storage::JournalEntry& entry);
  // Unavailable while locked; else why it cannot be opened, which is tried again at each call.
  base::Result<KeeperJournal*> journal();
  KeeperJournal* open_journal() { return journal_ ? &*journal_ : nullptr; }

  const KeeperWorld& world() const { return world_; }

 private:
  Keeper(const KeeperWorld& world, Options options, std::unique_ptr<base::FileLock> lock,
         Keystore keystore);

  base::Result<void> begin(const crypto::Secret& credential);
  base::Result<void> begin_empty(const crypto::Secret& credential);
  base::Result<void> make_site(UnlockKind kind, const crypto::Secret& secret);
  void unlocked_by(UnlockKind kind, std::string actor);
  base::Result<void> begin_journal();
  void stay_locked(std::string reason);

  KeeperWorld world_;
  Options options_;
  std::unique_ptr<base::FileLock> lock_;  // no second keeper on this directory
  Keystore keystore_;
  std::optional<KeeperJournal> journal_;  // while unlocked
  AttemptThrottle attempts_;
  std::string locked_reason_;
  storage::JournalEntry unlocked_;  // the journal's first line of this life
  bool made_now_ = false;           // the site's keys, so that an empty journal is no surprise
};

}  // namespace appliance
