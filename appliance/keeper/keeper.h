// What a keeper is: keystore and journal together, from start through unlock, and the rule that
// joins them: no key leaves before the line about it is on the disk.
//
// A site with a method that needs nobody (credential, TPM) is open from the start. Without one it
// is in sealed mode: a person opens it for a session, which ends by lock(), after a time without
// use, or with the process.
//
// Its verbs are in footage_keys.h, evidence_desk.h, export_grants.h, erasure_desk.h and here;
// keeper_verbs.h puts them on a socket. One thread at a time.
#pragma once

#include <chrono>
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
#include "crypto/tpm/tpm_sealer.h"

namespace appliance {

// What a keeper lives on; all of it outlives it.
struct KeeperWorld {
  base::FileSystem& files;
  const base::Clock& clock;
  base::IdSource& ids;
  const base::Logger& logger;
  crypto::TpmSealer* tpm = nullptr;  // none: methods that need one cannot be used
};

class Keeper {
 public:
  struct Options {
    std::string directory;                   // holds `keystore` and `journal`
    crypto::Argon2idCost passphrase_cost{};  // of passphrases set from now on
    AttemptThrottle::Options attempts{};
    std::chrono::seconds lock_after_idle{0};  // in sealed mode; 0: only when told
  };

  // With a credential (not empty) a first start makes everything and a later one unlocks, as does
  // the TPM where a method says so; else it stays empty or locked and says why in the log. Corrupt
  // when a journal is there without its keystore.
  static base::Result<std::unique_ptr<Keeper>> open(const KeeperWorld& world, Options options,
                                                    crypto::Secret credential);

  KeystoreState state() const { return keystore_.state(); }
  const std::string& locked_reason() const { return locked_reason_; }  // empty when Unlocked
  const Keystore& keystore() const { return keystore_; }
  Keystore& keystore() { return keystore_; }

  // Empty: makes everything. Unlocked: adds or replaces the passphrase. Locked: Unavailable.
  base::Result<void> set_passphrase(const crypto::Secret& passphrase);

  // Adds a way to unlock, or replaces the one of that kind. `secret` is the credential, passphrase
  // or PIN; nothing for the TPM alone. Only when unlocked.
  base::Result<void> add_unlock_method(const std::string& actor, UnlockKind kind,
                                       const crypto::Secret& secret);
  // InvalidInput: no method that can be used would be left.
  base::Result<void> remove_unlock_method(const std::string& actor, UnlockKind kind);

  // By what a person knows: passphrase or PIN. Denied: the wrong one. Unavailable: too many wrong
  // ones, no TPM, or nothing to unlock.
  base::Result<void> unlock(const std::string& actor, UnlockKind kind,
                            const crypto::Secret& secret);

  // Unlocked to locked; what waits for the journal is synced first. InvalidInput: nobody could
  // unlock it again without a restart.
  base::Result<void> lock(const std::string& actor, const std::string& why);
  bool sealed_mode() const;                                // nothing opens it without a person
  std::optional<base::SteadyTime> next_idle_lock() const;  // when lock_if_idle() has work
  void lock_if_idle();

  std::chrono::seconds lock_after_idle() const { return options_.lock_after_idle; }

  // Somebody outside to whom day keys are wrapped. InvalidInput says what is wrong with the
  // certificate (DER); Exists: its key is a recipient's already.
  base::Result<Recipient> add_recipient(const std::string& actor, const std::string& label,
                                        base::ByteView certificate);
  base::Result<void> remove_recipient(const std::string& actor, const base::Id& key);

  // The printable text. Exists: it was proven and is forgotten.
  base::Result<crypto::Secret> recovery_key(const std::string& actor);

  // Opens a real wrap with what was typed; then the private half is forgotten. Denied: a key, but
  // another one.
  base::Result<void> prove_recovery(const std::string& actor, const crypto::Secret& text);

  // The keys, or Unavailable "keys are locked".
  base::Result<const SiteKeys*> keys() const;

  // Writes and syncs a line: then, and only then, the key it speaks of may leave. Its number.
  base::Result<std::uint64_t> record_use(const storage::JournalEntry& entry);
  // The same for what does not keep a session open.
  base::Result<std::uint64_t> record(const storage::JournalEntry& entry);
  // Unavailable while locked; else why it cannot be opened, which is tried again at each call.
  base::Result<KeeperJournal*> journal();
  KeeperJournal* open_journal() { return journal_ ? &*journal_ : nullptr; }

  const KeeperWorld& world() const { return world_; }
  const std::string& directory() const { return options_.directory; }

  // In the directory, while an order to erase is not yet carried out: erasure_desk.h.
  static constexpr const char* kPendingErasureName = "erasing";

  // Everything goes: keystore and unlock methods; the journal is put aside. What is left is Empty.
  // Also finishes what a crash cut short, so it may be called again.
  base::Result<void> destroy(const base::Id& erasure);

 private:
  Keeper(const KeeperWorld& world, Options options, std::unique_ptr<base::FileLock> lock,
         Keystore keystore);

  base::Result<bool> finish_destruction();
  base::Result<void> begin(const crypto::Secret& credential);
  base::Result<bool> unlock_unattended(UnlockKind kind, const crypto::Secret& secret);
  base::Result<crypto::Secret> from_tpm(UnlockKind kind, const crypto::Secret& pin) const;
  bool can_use(UnlockKind kind) const;
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
  base::SteadyTime last_use_{};
  bool made_now_ = false;  // the site's keys, so that an empty journal is no surprise
};

}  // namespace appliance
