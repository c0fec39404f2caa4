#include <algorithm>

#include "appliance/keeper/keeper.h"
#include "appliance/keeper/unlock_method.h"
#include "base/event/catalogue.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;
using crypto::Secret;

constexpr const char* kUnlockService = "custody-keeper";
constexpr const char* kPassphraseAsker = "custodyd";

crypto::TpmGuard guard_of(UnlockKind kind) {
  return kind == UnlockKind::TpmPin ? crypto::TpmGuard::Pin : crypto::TpmGuard::BootState;
}

Error no_tpm() {
  return {ErrorKind::Unavailable, "no TPM is configured: [keeper] tpm names it"};
}

}  // namespace

base::Result<void> Keeper::set_passphrase(const Secret& passphrase) {
  RETURN_IF_ERROR(check_unlock_secret(UnlockKind::Passphrase, passphrase));
  if (state() == KeystoreState::Empty) return make_site(UnlockKind::Passphrase, passphrase);
  RETURN_IF_ERROR(keys());
  RETURN_IF_ERROR(record({.kind = "passphrase-set", .actor = kPassphraseAsker}));
  return keystore_.set_method(UnlockKind::Passphrase, passphrase, options_.passphrase_cost);
}

base::Result<void> Keeper::add_unlock_method(const std::string& actor, UnlockKind kind,
                                             const Secret& secret) {
  RETURN_IF_ERROR(keys());
  storage::JournalEntry line{.kind = "unlock-method-added", .actor = actor};
  line.fields["method"] = to_string(kind);
  if (!needs_tpm(kind)) {
    RETURN_IF_ERROR(check_unlock_secret(kind, secret));
    RETURN_IF_ERROR(record(line));
    return keystore_.set_method(kind, secret, options_.passphrase_cost);
  }
  if (world_.tpm == nullptr) return no_tpm();
  if (kind == UnlockKind::Tpm && !secret.empty()) {
    return Error{ErrorKind::InvalidInput, "the TPM alone takes no secret"};
  }
  const Secret sealed_in = Secret::random(kTpmUnlockSecretBytes);
  ASSIGN_OR_RETURN(base::Bytes object, world_.tpm->seal(guard_of(kind), sealed_in, secret));
  if (object.size() > kTpmObjectBytesMax) {
    return Error{ErrorKind::InvalidInput, "the TPM's object is too long"};
  }
  RETURN_IF_ERROR(record(line));
  return keystore_.set_method(kind, sealed_in, {}, std::move(object));
}

bool Keeper::can_use(UnlockKind kind) const {
  return !needs_tpm(kind) || world_.tpm != nullptr;
}

base::Result<void> Keeper::remove_unlock_method(const std::string& actor, UnlockKind kind) {
  RETURN_IF_ERROR(keys());
  if (!keystore_.has_method(kind)) {
    return Error{ErrorKind::NotFound, "the keystore is not unlocked that way"};
  }
  const bool another = std::ranges::any_of(keystore_.methods(), [&](const UnlockMethod& method) {
    return method.kind != kind && can_use(method.kind);
  });
  if (!another) {
    return Error{ErrorKind::InvalidInput,
                 "it is the last method that can be used: without it the keys are lost"};
  }
  storage::JournalEntry line{.kind = "unlock-method-removed", .actor = actor};
  line.fields["method"] = to_string(kind);
  RETURN_IF_ERROR(record(line));
  return keystore_.remove_method(kind);
}

base::Result<Secret> Keeper::from_tpm(UnlockKind kind, const Secret& pin) const {
  const UnlockMethod* const method = keystore_.find_method(kind);
  if (method == nullptr) {
    return Error{ErrorKind::Denied,
                 "the keystore is not unlocked by a " + std::string{to_string(kind)}};
  }
  if (world_.tpm == nullptr) return no_tpm();
  return world_.tpm->unseal(method->tpm_object, pin);
}

base::Result<void> Keeper::unlock(const std::string& actor, UnlockKind kind, const Secret& secret) {
  if (is_unattended(kind)) {
    return Error{ErrorKind::InvalidInput, "a person unlocks by passphrase or PIN"};
  }
  if (state() == KeystoreState::Unlocked) return {};
  if (state() == KeystoreState::Empty) return keys().error();
  const base::SteadyTime now = world_.clock.steady();
  RETURN_IF_ERROR(attempts_.check(now));
  const auto unlocked = [&]() -> base::Result<void> {
    if (!needs_tpm(kind)) return keystore_.unlock(kind, secret);
    ASSIGN_OR_RETURN(const Secret given, from_tpm(kind, secret));
    return keystore_.unlock(kind, given);
  }();
  if (unlocked) {
    unlocked_by(kind, actor);
    return {};
  }
  if (unlocked.error().kind != ErrorKind::Denied) return unlocked;
  attempts_.failed(now);
  world_.logger.log(base::Event{
      base::events::kUnlockRefused, kUnlockService, {{"attempts", Json{attempts_.failures()}}}});
  return unlocked;
}

base::Result<void> Keeper::lock(const std::string& actor, const std::string& why) {
  RETURN_IF_ERROR(keys());
  const bool again = std::ranges::any_of(keystore_.methods(), [&](const UnlockMethod& method) {
    return !is_unattended(method.kind) && can_use(method.kind);
  });
  if (!again) {
    return Error{ErrorKind::InvalidInput,
                 "there is no passphrase or PIN to unlock it again: add one first"};
  }
  storage::JournalEntry line{.kind = "keys-locked", .actor = actor};
  line.fields["reason"] = why;
  RETURN_IF_ERROR(record(line));
  journal_.reset();  // it signs with a key that goes now; the line has synced what waited
  keystore_.lock();
  stay_locked("locked by " + actor + ": " + why);
  return {};
}

bool Keeper::sealed_mode() const {
  return state() != KeystoreState::Empty &&
         std::ranges::none_of(keystore_.methods(), [](const UnlockMethod& method) {
           return is_unattended(method.kind);
         });
}

std::optional<base::SteadyTime> Keeper::next_idle_lock() const {
  if (state() != KeystoreState::Unlocked || options_.lock_after_idle.count() == 0 ||
      !sealed_mode()) {
    return std::nullopt;
  }
  return last_use_ + options_.lock_after_idle;
}

void Keeper::lock_if_idle() {
  const auto due = next_idle_lock();
  if (!due || world_.clock.steady() < *due) return;
  if (const auto locked = lock(kUnlockService, "not used for a while"); !locked) {
    // A journal that takes no line must not keep the keys open.
    journal_.reset();
    keystore_.lock();
    stay_locked("not used for a while; the journal did not take it: " + locked.error().message);
  }
}

base::Result<void> Keeper::destroy(const base::Id& erasure) {
  journal_.reset();
  RETURN_IF_ERROR(keystore_.destroy());
  const std::string journal = options_.directory + "/journal";
  if (world_.files.stat(journal)) {
    RETURN_IF_ERROR(world_.files.rename(journal, journal + "-" + base::to_string(erasure)));
    RETURN_IF_ERROR(world_.files.sync_directory(options_.directory));
  }
  locked_reason_ = "everything was erased: a passphrase makes new keys";
  return {};
}

}  // namespace appliance
