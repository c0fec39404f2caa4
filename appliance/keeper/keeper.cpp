#include "appliance/keeper/keeper.h"

#include <algorithm>

#include "appliance/keeper/day_keys.h"
#include "appliance/keeper/erasure.h"
#include "appliance/keeper/recipients.h"
#include "appliance/keeper/recovery_text.h"
#include "appliance/keeper/unlock_method.h"
#include "base/event/catalogue.h"
#include "crypto/hash/sha2.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;
using crypto::Secret;

constexpr const char* kSelf = "custody-keeper";

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
  // What is being destroyed is not opened once more.
  ASSIGN_OR_RETURN(const bool destroyed, keeper->finish_destruction());
  if (!destroyed) RETURN_IF_ERROR(keeper->begin(credential));
  return keeper;
}

base::Result<bool> Keeper::finish_destruction() {
  const auto bytes = base::read_small_file(
      world_.files, options_.directory + "/" + kPendingErasureName, kErasureBytesMax);
  if (!bytes) {
    if (bytes.error().kind == ErrorKind::NotFound) return false;
    return bytes.error();
  }
  ASSIGN_OR_RETURN(const PendingErasure pending, parse_pending_erasure(*bytes));
  const bool ours =
      state() == KeystoreState::Empty || keystore_.public_part().store == pending.store;
  if (pending.order.scope != ErasureScope::Everything || !ours) return false;
  RETURN_IF_ERROR(destroy(pending.id));
  return true;
}

base::Result<void> Keeper::begin(const Secret& credential) {
  if (state() == KeystoreState::Empty) return begin_empty(credential);
  std::string why;
  if (!credential.empty()) {
    ASSIGN_OR_RETURN(const bool unlocked, unlock_unattended(UnlockKind::Credential, credential));
    if (unlocked) return {};
    why = locked_reason_;
  }
  if (keystore_.has_method(UnlockKind::Tpm)) {
    const auto secret = from_tpm(UnlockKind::Tpm, {});
    if (secret) {
      ASSIGN_OR_RETURN(const bool unlocked, unlock_unattended(UnlockKind::Tpm, *secret));
      if (unlocked) return {};
      why = locked_reason_;
    } else {
      why = secret.error().message;
    }
  }
  if (sealed_mode()) why = "the site is in sealed mode: an authorised person unlocks it";
  if (why.empty()) why = "no credential was given; a passphrase unlocks it";
  stay_locked(std::move(why));
  return {};
}

// False, with locked_reason_, when that is not the right one.
base::Result<bool> Keeper::unlock_unattended(UnlockKind kind, const Secret& secret) {
  const auto unlocked = keystore_.unlock(kind, secret);
  if (unlocked) {
    unlocked_by(kind, kSelf);
    return true;
  }
  if (unlocked.error().kind != ErrorKind::Denied) return unlocked.error();
  locked_reason_ = unlocked.error().message;
  return false;
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
  unlocked_.fields["method"] = std::string{to_string(kind)};
  unlocked_.fields["failed_attempts"] = attempts_.failures();
  unlocked_.fields["minted_while_locked"] =
      static_cast<std::int64_t>(keystore_.days_minted_while_locked());
  attempts_.succeeded();
  last_use_ = world_.clock.steady();
  world_.logger.log(base::Event{
      base::events::kKeysUnlocked, kSelf, {{"method", Json{std::string{to_string(kind)}}}}});
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

base::Result<Recipient> Keeper::add_recipient(const std::string& actor, const std::string& label,
                                              base::ByteView certificate) {
  RETURN_IF_ERROR(keys());
  ASSIGN_OR_RETURN(const Recipient made, make_recipient(label, certificate, world_.clock.wall()));
  const auto& known = keystore_.public_part().recipients;
  const auto active = [](const Recipient& each) { return !each.removed; };
  if (std::ranges::any_of(
          known, [&](const Recipient& each) { return active(each) && each.key == made.key; })) {
    return Error{ErrorKind::Exists, "that key is a recipient's already"};
  }
  if (std::ranges::count_if(known, active) >= std::int64_t{kRecipientsMax} ||
      known.size() >= kRecipientRecordsMax) {
    return Error{ErrorKind::Unavailable, "there are as many recipients as there can be"};
  }
  storage::JournalEntry line{
      .kind = "recipient-added", .actor = actor, .subject = base::to_string(made.key)};
  line.fields["label"] = label;
  line.fields["certificate_sha256"] = base::hex(crypto::sha256(certificate));
  RETURN_IF_ERROR(record(line));
  RETURN_IF_ERROR(keystore_.add_recipient(made));
  return made;
}

base::Result<void> Keeper::remove_recipient(const std::string& actor, const base::Id& key) {
  RETURN_IF_ERROR(keys());
  const auto& known = keystore_.public_part().recipients;
  if (std::ranges::none_of(
          known, [&](const Recipient& each) { return !each.removed && each.key == key; })) {
    return Error{ErrorKind::NotFound, "there is no such recipient"};
  }
  RETURN_IF_ERROR(
      record({.kind = "recipient-removed", .actor = actor, .subject = base::to_string(key)}));
  return keystore_.remove_recipient(key, base::to_ticks(world_.clock.wall()));
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
  last_use_ = world_.clock.steady();
  return record(entry);
}

base::Result<std::uint64_t> Keeper::record(const storage::JournalEntry& entry) {
  ASSIGN_OR_RETURN(KeeperJournal* const open, journal());
  return open->append(entry);
}

base::Result<KeeperJournal*> Keeper::journal() {
  RETURN_IF_ERROR(keys());
  if (!journal_) RETURN_IF_ERROR(begin_journal());
  return &*journal_;
}

}  // namespace appliance
