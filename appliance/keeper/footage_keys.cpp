#include "appliance/keeper/footage_keys.h"

#include "appliance/keeper/day_keys.h"
#include "base/byte_order.h"
#include "crypto/hash/sha2.h"

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;
using crypto::Secret;

constexpr std::size_t kGlancesMax = 4096;
constexpr const char* kMintActor = "custody-recorder";

base::Result<const DayEntry*> day_of_footage(const Keystore& keystore, const base::Id& camera,
                                             base::Day day) {
  if (const DayEntry* entry = keystore.find_day(camera, day)) return entry;
  return Error{ErrorKind::NotFound, "there is no key of that camera and day"};
}

std::string day_text(base::Day day) {
  return day <= base::kDayMax ? base::day_name(day) : "unknown";
}

}  // namespace

FootageKeys::FootageKeys(Keeper& keeper, ExportGrants& grants, Options options)
    : keeper_{keeper},
      grants_{grants},
      opens_{options.opens},
      all_opens_{options.all_opens},
      thumbnails_{options.thumbnails} {}

base::Result<std::vector<base::Bytes>> FootageKeys::mint_day_keys(const base::Id& camera,
                                                                  base::Day from,
                                                                  std::size_t days) {
  Keystore& keystore = keeper_.keystore();
  if (keystore.state() == KeystoreState::Empty) return keeper_.keys().error();
  if (days == 0 || days > kMintDaysMax || from > base::kDayMax - kMintDaysMax) {
    return Error{ErrorKind::InvalidInput, "day keys are minted for 1 to 46 days at once"};
  }
  const base::WallTime now = keeper_.world().clock.wall();
  const base::Day today = base::day_of(base::to_ticks(now));
  std::vector<base::Bytes> files;
  std::vector<DayEntry> made;
  for (base::Day day = from; day < from + days; ++day) {
    if (const DayEntry* entry = keystore.find_day(camera, day)) {
      files.push_back(storage::marshal(entry->wraps));
      continue;
    }
    if (day + 1 < today || day > today + kMintDaysMax) {
      return Error{ErrorKind::InvalidInput,
                   "new day keys are minted from yesterday to 46 days ahead"};
    }
    ASSIGN_OR_RETURN(DayEntry entry, mint_day_key(keystore.public_part(), camera, day, now));
    files.push_back(storage::marshal(entry.wraps));
    made.push_back(std::move(entry));
  }
  const auto count = static_cast<std::int64_t>(made.size());
  RETURN_IF_ERROR(keystore.add_days(std::move(made)));
  // While locked nothing can be signed: the line of the next unlock says how many there were.
  if (const auto journal = keeper_.journal(); journal && count > 0) {
    storage::JournalEntry entry{
        .kind = "day-keys-minted", .actor = kMintActor, .subject = base::to_string(camera)};
    entry.fields["from"] = day_text(from);
    entry.fields["keys"] = count;
    (*journal)->append_later(entry, [](const base::Result<std::uint64_t>&) {});
  }
  return files;
}

base::Result<std::vector<base::Bytes>> FootageKeys::day_wraps(const base::Id& camera,
                                                              base::Day from,
                                                              std::size_t days) const {
  const Keystore& keystore = keeper_.keystore();
  if (keystore.state() == KeystoreState::Empty) return keeper_.keys().error();
  if (days == 0 || days > kWrapsDaysMax || from > base::kDayMax - kWrapsDaysMax) {
    return Error{ErrorKind::InvalidInput, "wraps are told of 1 to 400 days at once"};
  }
  std::vector<base::Bytes> files;
  for (base::Day day = from; day < from + days; ++day) {
    const DayEntry* const entry = keystore.find_day(camera, day);
    files.push_back(entry == nullptr ? base::Bytes{} : storage::marshal(entry->wraps));
  }
  return files;
}

// A new site key comes with each erasure, so it stands for that.
std::string FootageKeys::wraps_revision() const {
  const KeystorePublicPart& site = keeper_.keystore().public_part();
  crypto::Sha256 digest;
  digest.update(site.store.bytes);
  digest.update(site.site);
  for (const Recipient& recipient : site.recipients) {
    digest.update(recipient.key.bytes);
    base::ByteWriter times;
    times.put(recipient.added.count);
    times.put(recipient.removed.value_or(base::Ticks{}).count);
    digest.update(times.view());
  }
  const auto all = digest.finish();
  return base::hex(base::ByteView{all}.first(16));
}

base::Result<void> FootageKeys::allow_open(const SegmentRequest& request,
                                           const storage::SegmentHeader& header) {
  if (request.grant) {
    return grants_.use_for_segment(*request.grant, request.actor, header);
  }
  const base::SteadyTime now = keeper_.world().clock.steady();
  RETURN_IF_ERROR(opens_.take(request.actor, now));
  return all_opens_.take("", now);
}

base::Result<Secret> FootageKeys::open_segment(const SegmentRequest& request) {
  ASSIGN_OR_RETURN(const SiteKeys* keys, keeper_.keys());
  ASSIGN_OR_RETURN(const auto header, storage::parse_segment_header(request.header));
  if (header.segment != request.segment) {
    return Error{ErrorKind::InvalidInput, "the header is another segment's"};
  }
  const base::Day day = header.day_key_day;
  ASSIGN_OR_RETURN(const DayEntry* entry, day_of_footage(keeper_.keystore(), header.camera, day));
  if (entry->wraps.day_key != header.day_key) {
    return storage::corrupt("the header names another day key than that camera had on that day");
  }
  RETURN_IF_ERROR(allow_open(request, header));

  storage::JournalEntry line{
      .kind = "segment-opened", .actor = request.actor, .subject = base::to_string(header.segment)};
  line.fields["camera"] = base::to_string(header.camera);
  line.fields["day"] = day_text(day);
  line.fields["reason"] = request.reason;
  if (request.grant) line.fields["grant"] = base::to_string(*request.grant);
  RETURN_IF_ERROR(keeper_.record_use(line));
  ASSIGN_OR_RETURN(const auto day_key, open_day_key(keys->site, *entry));
  return open_segment_key(day_key, header);
}

base::Result<Secret> FootageKeys::thumbnail_key(const base::Id& camera, base::Day day,
                                                const std::string& actor) {
  ASSIGN_OR_RETURN(const SiteKeys* keys, keeper_.keys());
  ASSIGN_OR_RETURN(const DayEntry* entry, day_of_footage(keeper_.keystore(), camera, day));
  RETURN_IF_ERROR(thumbnails_.take(actor, keeper_.world().clock.steady()));
  RETURN_IF_ERROR(record_glance(camera, day, actor));
  ASSIGN_OR_RETURN(const auto day_key, open_day_key(keys->site, *entry));
  return derive_thumbnail_key(day_key, camera, day);
}

base::Result<void> FootageKeys::record_glance(const base::Id& camera, base::Day day,
                                              const std::string& actor) {
  const auto hour = std::chrono::floor<std::chrono::hours>(keeper_.world().clock.wall());
  // A set that is full is begun anew: more lines than promised, never fewer.
  if (hour != glance_hour_ || glances_.size() >= kGlancesMax) glances_.clear();
  glance_hour_ = hour;
  const Glance glance{actor, camera};
  if (glances_.contains(glance)) return {};
  storage::JournalEntry line{
      .kind = "thumbnails-viewed", .actor = actor, .subject = base::to_string(camera)};
  line.fields["day"] = day_text(day);
  RETURN_IF_ERROR(keeper_.record_use(line));
  glances_.insert(glance);
  return {};
}

}  // namespace appliance
