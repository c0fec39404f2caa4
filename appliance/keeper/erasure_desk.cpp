#include "appliance/keeper/erasure_desk.h"

#include <algorithm>
#include <utility>

#include "base/event/catalogue.h"
#include "crypto/cms/signed_data.h"
#include "crypto/hash/sha2.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;
using crypto::Certificate;

constexpr std::size_t kErasuresMax = 100'000;
constexpr std::string_view kCertificateEnding = ".json";
constexpr const char* kErasureService = "custody-keeper";

base::Result<base::Bytes> sign_erasure(const Keeper& keeper, std::string_view certificate) {
  ASSIGN_OR_RETURN(const SiteKeys* keys, keeper.keys());
  const KeystorePublicPart& site = keeper.keystore().public_part();
  ASSIGN_OR_RETURN(const Certificate signer, Certificate::from_der(site.evidence_certificate));
  ASSIGN_OR_RETURN(const Certificate ca, Certificate::from_der(site.ca_certificate));
  return crypto::sign_cms(keys->evidence, signer, crypto::content_of(base::as_bytes(certificate)),
                          {.signing_time = keeper.world().clock.wall(), .chain = {&ca, 1}});
}

std::string pending_path(const Keeper& keeper) {
  return keeper.directory() + "/" + Keeper::kPendingErasureName;
}

}  // namespace

std::string ErasureDesk::certificate_path(const base::Id& id, const char* ending) const {
  return keeper_.directory() + "/erasures/" + base::to_string(id) + ending;
}

base::Result<void> ErasureDesk::check(const ErasureOrder& order) const {
  if (order.reason.empty() || order.reason.size() > kErasureReasonBytesMax || order.actor.empty()) {
    return Error{ErrorKind::InvalidInput,
                 "an erasure names its actor, and a reason of 1 to 256 bytes"};
  }
  if (order.scope != ErasureScope::CameraDay) return {};
  const base::Day today = base::day_of(base::to_ticks(keeper_.world().clock.wall()));
  if (order.day < today) return {};
  return Error{
      ErrorKind::InvalidInput,
      "a day is erased when it is over: what is recorded until then would be lost as well"};
}

base::Result<SignedErasure> ErasureDesk::erase(const ErasureOrder& order) {
  RETURN_IF_ERROR(keeper_.keys());
  RETURN_IF_ERROR(check(order));
  RETURN_IF_ERROR(finish_pending());
  std::vector<const DayEntry*> erased;
  for (const DayEntry& entry : keeper_.keystore().days()) {
    if (order.covers(entry)) erased.push_back(&entry);
  }
  if (erased.empty() && order.scope != ErasureScope::Everything) {
    return Error{ErrorKind::NotFound, "there is no key of that"};
  }
  const KeeperWorld& world = keeper_.world();
  PendingErasure pending{
      .id = world.ids.next(), .store = keeper_.keystore().public_part().store, .order = order};
  storage::JournalEntry line{
      .kind = "erasure-ordered", .actor = order.actor, .subject = base::to_string(pending.id)};
  line.fields["scope"] = to_string(order.scope);
  if (order.scope != ErasureScope::Everything) {
    line.fields["camera"] = base::to_string(order.camera);
  }
  if (order.scope == ErasureScope::CameraDay) line.fields["day"] = base::day_name(order.day);
  line.fields["keys"] = static_cast<std::int64_t>(erased.size());
  line.fields["reason"] = order.reason;
  ASSIGN_OR_RETURN(const std::uint64_t number, keeper_.record(line));
  pending.certificate = erasure_certificate(order, {pending.id, world.clock.wall(), number},
                                            keeper_.keystore().public_part(), erased);
  ASSIGN_OR_RETURN(pending.signature, sign_erasure(keeper_, pending.certificate));
  RETURN_IF_ERROR(
      base::write_file_atomically(world.files, pending_path(keeper_), marshal(pending)));
  RETURN_IF_ERROR(carry_out(pending));
  return SignedErasure{pending.id, pending.certificate, pending.signature};
}

// From here on it can be repeated: each step finds what was done before.
base::Result<void> ErasureDesk::carry_out(const PendingErasure& pending) {
  const KeeperWorld& world = keeper_.world();
  if (pending.order.scope == ErasureScope::Everything) {
    // Keys that were made since are another site's.
    if (keeper_.state() == KeystoreState::Empty ||
        keeper_.keystore().public_part().store == pending.store) {
      RETURN_IF_ERROR(grants_.forget());
      RETURN_IF_ERROR(keeper_.destroy(pending.id));
    }
  } else {
    // Days minted anew since bear other keys, which the certificate does not name.
    const std::set<std::string> named = keys_named_in(pending.certificate);
    const auto covered = [&](const DayEntry& entry) {
      return pending.order.covers(entry) && named.contains(base::to_string(entry.wraps.day_key));
    };
    if (std::ranges::any_of(keeper_.keystore().days(), covered)) {
      RETURN_IF_ERROR(keeper_.keystore().erase_days(covered));
    }
    storage::JournalEntry line{.kind = "keys-erased",
                               .actor = pending.order.actor,
                               .subject = base::to_string(pending.id)};
    line.fields["sha256"] = base::hex(crypto::sha256(base::as_bytes(pending.certificate)));
    RETURN_IF_ERROR(keeper_.record(line));
  }
  RETURN_IF_ERROR(base::make_directories(world.files, keeper_.directory() + "/erasures",
                                         base::Access::Private));
  RETURN_IF_ERROR(base::write_file_atomically(world.files, certificate_path(pending.id, ".p7s"),
                                              pending.signature));
  RETURN_IF_ERROR(base::write_file_atomically(world.files, certificate_path(pending.id, ".json"),
                                              base::as_bytes(pending.certificate)));
  RETURN_IF_ERROR(world.files.remove_file(pending_path(keeper_)));
  RETURN_IF_ERROR(world.files.sync_directory(keeper_.directory()));
  world.logger.log(base::Event{base::events::kKeysErased,
                               kErasureService,
                               {{"erasure", Json{base::to_string(pending.id)}},
                                {"scope", Json{to_string(pending.order.scope)}}}});
  return {};
}

base::Result<void> ErasureDesk::finish_pending() {
  const auto bytes =
      base::read_small_file(keeper_.world().files, pending_path(keeper_), kErasureBytesMax);
  if (!bytes) {
    if (bytes.error().kind == ErrorKind::NotFound) return {};
    return bytes.error();
  }
  ASSIGN_OR_RETURN(const PendingErasure pending, parse_pending_erasure(*bytes));
  const bool needs_keys = pending.order.scope != ErasureScope::Everything;
  if (needs_keys && keeper_.state() != KeystoreState::Unlocked) return {};
  return carry_out(pending);
}

void ErasureDesk::finish_pending_or_tell() {
  if (const auto finished = finish_pending(); !finished) {
    keeper_.world().logger.log(base::Event{base::events::kErasureUnfinished,
                                           kErasureService,
                                           {{"reason", Json{finished.error().message}}}});
  }
}

std::vector<std::string> ErasureDesk::list() const {
  std::vector<std::string> ids;
  const auto entries = keeper_.world().files.list(keeper_.directory() + "/erasures", kErasuresMax);
  if (!entries) return ids;
  for (const base::DirectoryEntry& entry : *entries) {
    if (!entry.name.ends_with(kCertificateEnding)) continue;
    ids.push_back(entry.name.substr(0, entry.name.size() - kCertificateEnding.size()));
  }
  return ids;
}

base::Result<SignedErasure> ErasureDesk::find(const base::Id& id) const {
  SignedErasure found{.id = id};
  base::FileSystem& files = keeper_.world().files;
  ASSIGN_OR_RETURN(const base::Bytes text,
                   base::read_small_file(files, certificate_path(id, ".json"), kErasureBytesMax));
  found.certificate = base::as_text(text);
  ASSIGN_OR_RETURN(found.signature,
                   base::read_small_file(files, certificate_path(id, ".p7s"), kErasureBytesMax));
  return found;
}

base::Result<void> ErasureDesk::rotate(const std::string& actor) {
  RETURN_IF_ERROR(keeper_.keys());
  storage::JournalEntry line{.kind = "site-key-rotated", .actor = actor};
  line.fields["keys"] = static_cast<std::int64_t>(keeper_.keystore().days().size());
  RETURN_IF_ERROR(keeper_.record(line));
  return keeper_.keystore().rotate_site_key();
}

}  // namespace appliance
