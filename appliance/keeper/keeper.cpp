#include "appliance/keeper/keeper.h"

#include "appliance/keeper/day_keys.h"
#include "appliance/keeper/recovery_text.h"
#include "appliance/keeper/unlock_method.h"
#include "base/event/catalogue.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;
using crypto::Secret;

constexpr const char* kSelf = "custody-keeper";
constexpr const char* kAsker = "custodyd";

std::string name_of_method(UnlockKind kind) {
  return kind == UnlockKind::Credential ? "credential" : "passphrase";
}

// A wrap as the recorder would write it, through its bytes.
base::Result<storage::WrapsFile> some_wraps(const Keystore& keystore, base::WallTime now) {
  if (!keystore.days().empty()) {
    return storage::parse_wraps_file(storage::marshal(keystore.days().back().wraps));
  }
  ASSIGN_OR_RETURN(const DayEntry made,
                   mint_day_key(keystore.public_part(), keystore.public_part().store,
                                base::day_of(base::to_ticks(now)), now));
  return storage::parse_wraps_file(storage::marshal(made.wraps));
}

}  // namespace

Keeper::Keeper(const KeeperWorld& world, Options options, std::unique_ptr<base::FileLock> lock,
               Keystore keystore)
    : world_{world},
      options_{std::move(options)},
      lock_{std::move(lock)},
      keystore_{std::move(keystore)},
      attempts_{options_.attempts} {}

base::Result<std::unique_ptr<Keeper>> Keeper::open(const KeeperWorld& world, Options options,
                                                   Secret credential) {
  const std::string& directory = options.directory;
  RETURN_IF_ERROR(base::make_directories(world.files, directory, base::Access::Private));
  ASSIGN_OR_RETURN(auto lock, world.files.lock(directory + "/keystore.lock"));
  ASSIGN_OR_RETURN(Keystore keystore, Keystore::open(world.files, directory + "/keystore"));
  std::unique_ptr<Keeper> keeper{
      new Keeper{world, std::move(options), std::move(lock), std::move(keystore)}};
  RETURN_IF_ERROR(keeper->begin(credential));
  return keeper;
}

base::Result<void> Keeper::begin(const Secret& credential) {
  if (state() == KeystoreState::Empty) return begin_empty(credential);
  if (credential.empty()) {
    stay_locked("no credential was given; a passphrase unlocks it");
    return {};
  }
  const auto unlocked = keystore_.unlock(UnlockKind::Credential, credential);
  if (unlocked) {
    unlocked_by(UnlockKind::Credential, kSelf);
    return {};
  }
  if (unlocked.error().kind != ErrorKind::Denied) return unlocked.error();
  stay_locked(unlocked.error().message);
  return {};
}

base::Result<void> Keeper::begin_empty(const Secret& credential) {
  if (world_.files.stat(options_.directory + "/journal")) {
    // New keys would hide that the old ones, and with them the footage, are lost.
    return Error{ErrorKind::Corrupt, options_.directory +
                                         "/journal is there without its keystore; restore the "
                                         "keystore, or move the journal away to begin anew"};
  }
  if (credential.empty()) {
    locked_reason_ = "no keys yet: a passphrase makes them";
    return {};
  }
  if (const auto usable = check_unlock_secret(UnlockKind::Credential, credential); !usable) {
    stay_locked(usable.error().message);
    return {};
  }
  return make_site(UnlockKind::Credential, credential);
}

void Keeper::stay_locked(std::string reason) {
  world_.logger.log(base::Event{base::events::kKeysLocked, kSelf, {{"reason", Json{reason}}}});
  locked_reason_ = std::move(reason);
}

base::Result<void> Keeper::make_site(UnlockKind kind, const Secret& secret) {
  RETURN_IF_ERROR(check_unlock_secret(kind, secret));
  RETURN_IF_ERROR(keystore_.create(world_.ids.next(), world_.clock.wall(), kind, secret,
                                   options_.passphrase_cost));
  world_.logger.log(base::Event{base::events::kKeysMade, kSelf, {}});
  made_now_ = true;
  unlocked_by(kind, kSelf);
  return {};
}

void Keeper::unlocked_by(UnlockKind kind, std::string actor) {
  locked_reason_.clear();
  unlocked_ = {.kind = "keys-unlocked", .actor = std::move(actor)};
  unlocked_.fields["method"] = name_of_method(kind);
  unlocked_.fields["failed_attempts"] = attempts_.failures();
  unlocked_.fields["minted_while_locked"] =
      static_cast<std::int64_t>(keystore_.days_minted_while_locked());
  attempts_.succeeded();
  world_.logger.log(
      base::Event{base::events::kKeysUnlocked, kSelf, {{"method", Json{name_of_method(kind)}}}});
  // Without it no key is used, but day keys are still minted: recording goes on.
  if (const auto begun = begin_journal(); !begun) {
    world_.logger.log(base::Event{
        base::events::kJournalUnusable, kSelf, {{"reason", Json{begun.error().message}}}});
  }
}

base::Result<void> Keeper::begin_journal() {
  ASSIGN_OR_RETURN(auto journal,
                   KeeperJournal::open(world_.files, options_.directory + "/journal", world_.ids,
                                       world_.clock, keystore_.keys()->journal));
  ASSIGN_OR_RETURN(const std::uint64_t line, journal.append(unlocked_));
  if (line == 1 && !made_now_) {
    world_.logger.log(base::Event{base::events::kJournalBegunAnew, kSelf, {}});
  }
  made_now_ = false;
  journal_.emplace(std::move(journal));
  return {};
}

base::Result<void> Keeper::set_passphrase(const Secret& passphrase) {
  RETURN_IF_ERROR(check_unlock_secret(UnlockKind::Passphrase, passphrase));
  switch (state()) {
    case KeystoreState::Empty:
      return make_site(UnlockKind::Passphrase, passphrase);
    case KeystoreState::Locked:
      return keys().error();
    case KeystoreState::Unlocked:
      break;
  }
  RETURN_IF_ERROR(record_use({.kind = "passphrase-set", .actor = kAsker}));
  return keystore_.set_method(UnlockKind::Passphrase, passphrase, options_.passphrase_cost);
}

base::Result<void> Keeper::unlock(const Secret& passphrase) {
  if (state() == KeystoreState::Unlocked) return {};
  if (state() == KeystoreState::Empty) return keys().error();
  const base::SteadyTime now = world_.clock.steady();
  RETURN_IF_ERROR(attempts_.check(now));
  const auto unlocked = keystore_.unlock(UnlockKind::Passphrase, passphrase);
  if (unlocked) {
    unlocked_by(UnlockKind::Passphrase, kAsker);
    return {};
  }
  if (unlocked.error().kind != ErrorKind::Denied) return unlocked;
  attempts_.failed(now);
  world_.logger.log(
      base::Event{base::events::kUnlockRefused, kSelf, {{"attempts", Json{attempts_.failures()}}}});
  return unlocked;
}

base::Result<Secret> Keeper::recovery_key(const std::string& actor) {
  ASSIGN_OR_RETURN(const SiteKeys* site, keys());
  if (!site->recovery) {
    return Error{ErrorKind::Exists, "the recovery key was proven and is known to its holder only"};
  }
  RETURN_IF_ERROR(record_use({.kind = "recovery-key-shown", .actor = actor}));
  return format_recovery_key(*site->recovery);
}

base::Result<void> Keeper::prove_recovery(const std::string& actor, const Secret& text) {
  ASSIGN_OR_RETURN(const SiteKeys* site, keys());
  if (!site->recovery) return Error{ErrorKind::Exists, "the recovery key was proven before"};
  ASSIGN_OR_RETURN(const auto typed, parse_recovery_key(text));
  ASSIGN_OR_RETURN(const storage::WrapsFile wraps, some_wraps(keystore_, world_.clock.wall()));
  if (const auto opened = open_wrap(typed, wraps); !opened) {
    return Error{ErrorKind::Denied, "that is a recovery key, but not this site's"};
  }
  RETURN_IF_ERROR(record_use({.kind = "recovery-key-proven", .actor = actor}));
  return keystore_.forget_recovery_key();
}

base::Result<const SiteKeys*> Keeper::keys() const {
  if (const SiteKeys* keys = keystore_.keys()) return keys;
  return Error{ErrorKind::Unavailable,
               state() == KeystoreState::Empty ? "no keys yet" : "keys are locked"};
}

base::Result<std::uint64_t> Keeper::record_use(const storage::JournalEntry& entry) {
  ASSIGN_OR_RETURN(KeeperJournal* const open, journal());
  return open->append(entry);
}

base::Result<KeeperJournal*> Keeper::journal() {
  RETURN_IF_ERROR(keys());
  if (!journal_) RETURN_IF_ERROR(begin_journal());
  return &*journal_;
}

}  // namespace appliance
