#include "appliance/keeper/export_grants.h"

#include <algorithm>
#include <set>
#include <utility>

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;

constexpr std::size_t kGrantsFileBytesMax = std::size_t{4} << 20;
constexpr std::size_t kGrantTextBytesMax = 256;
constexpr std::size_t kGrantActorBytesMax = 128;  // what the journal holds of an actor
constexpr std::uint64_t kOpensReserved = 32;      // counted on disk ahead of their use
// A segment begins that long before what it is opened for, and no longer.
constexpr std::chrono::minutes kSegmentReach{10};
constexpr std::chrono::minutes kShortestSegment{1};
constexpr const char* kGrantsFormat = "custody grants 1";

Error not_granted(const char* why) {
  return {ErrorKind::Denied, std::string{"the export grant does not cover it: "} + why};
}

std::uint64_t opens_for(const ExportGrants::Asked& asked) {
  const auto minutes = static_cast<std::uint64_t>((asked.to - asked.from) / kShortestSegment) + 1;
  return asked.cameras.size() * (minutes * 2 + 32);  // two streams, begun anew now and then
}

base::Result<base::WallTime> get_time(const Json& json, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string text, json.get_string(name));
  return base::parse_rfc3339(text);
}

base::Result<std::uint64_t> get_count(const Json& json, std::string_view name) {
  ASSIGN_OR_RETURN(const std::int64_t count, json.get_int(name));
  if (count < 0) return Error{ErrorKind::InvalidInput, std::string{name} + " is below zero"};
  return static_cast<std::uint64_t>(count);
}

// Empty when there is none.
std::string text_of(const Json& json, std::string_view name) {
  auto text = json.get_string(name);
  return text ? *std::move(text) : std::string{};
}

}  // namespace

Json to_json(const ExportGrant& grant) {
  Json json;
  json["id"] = base::to_string(grant.id);
  json["actor"] = grant.actor;
  Json::Array cameras;
  for (const base::Id& camera : grant.cameras) cameras.emplace_back(base::to_string(camera));
  json["cameras"] = std::move(cameras);
  json["from"] = base::format_rfc3339(grant.from);
  json["to"] = base::format_rfc3339(grant.to);
  json["reason"] = grant.reason;
  json["granted"] = base::format_rfc3339(grant.granted);
  json["expires"] = base::format_rfc3339(grant.expires);
  json["opens_max"] = grant.opens_max;
  json["opened"] = grant.opened;
  json["manifests"] = grant.manifests;
  return json;
}

base::Result<ExportGrant> parse_export_grant(const Json& json) {
  ExportGrant grant;
  ASSIGN_OR_RETURN(const std::string id, json.get_string("id"));
  ASSIGN_OR_RETURN(grant.id, base::parse_id(id));
  ASSIGN_OR_RETURN(grant.actor, json.get_string("actor"));
  const Json* const cameras = json.find("cameras");
  if (cameras == nullptr || cameras->as_array() == nullptr) {
    return Error{ErrorKind::InvalidInput, "cameras are missing"};
  }
  for (const Json& each : *cameras->as_array()) {
    if (each.as_string() == nullptr) return Error{ErrorKind::InvalidInput, "a camera is no text"};
    ASSIGN_OR_RETURN(const base::Id camera, base::parse_id(*each.as_string()));
    grant.cameras.push_back(camera);
  }
  ASSIGN_OR_RETURN(grant.from, get_time(json, "from"));
  ASSIGN_OR_RETURN(grant.to, get_time(json, "to"));
  ASSIGN_OR_RETURN(grant.reason, json.get_string("reason"));
  ASSIGN_OR_RETURN(grant.granted, get_time(json, "granted"));
  ASSIGN_OR_RETURN(grant.expires, get_time(json, "expires"));
  ASSIGN_OR_RETURN(grant.opens_max, get_count(json, "opens_max"));
  ASSIGN_OR_RETURN(grant.opened, get_count(json, "opened"));
  ASSIGN_OR_RETURN(grant.manifests, get_count(json, "manifests"));
  return grant;
}

ExportGrants::ExportGrants(Keeper& keeper, Options options)
    : keeper_{&keeper},
      options_{options},
      grants_rate_{options.grants},
      opens_rate_{options.opens} {}

base::Result<ExportGrants> ExportGrants::open(Keeper& keeper, Options options) {
  ExportGrants grants{keeper, options};
  const std::string path = keeper.directory() + "/grants";
  const auto bytes = base::read_small_file(keeper.world().files, path, kGrantsFileBytesMax);
  if (!bytes) {
    if (bytes.error().kind == ErrorKind::NotFound) return grants;
    return bytes.error();
  }
  const Error corrupt{ErrorKind::Corrupt, path + " is not readable; no grant is live without it"};
  const auto json =
      base::parse_json(base::as_text(*bytes), {.bytes_max = kGrantsFileBytesMax, .depth_max = 8});
  if (!json || json->find("grants") == nullptr || json->find("grants")->as_array() == nullptr ||
      text_of(*json, "format") != kGrantsFormat) {
    return corrupt;
  }
  for (const Json& each : *json->find("grants")->as_array()) {
    auto grant = parse_export_grant(each);
    if (!grant) return corrupt;
    const std::uint64_t opened = grant->opened;
    grants.grants_.push_back({*std::move(grant), opened});
  }
  return grants;
}

base::Result<void> ExportGrants::save(const std::vector<Kept>& grants) {
  Json::Array list;
  for (const Kept& kept : grants) {
    ExportGrant grant = kept.grant;
    grant.opened = kept.opened_on_disk;
    list.push_back(to_json(grant));
  }
  Json json;
  json["format"] = kGrantsFormat;
  json["grants"] = std::move(list);
  return base::write_file_atomically(keeper_->world().files, keeper_->directory() + "/grants",
                                     base::to_bytes(json.dump()));
}

// A clock that stands before the grant was made measures nothing.
void ExportGrants::drop_ended() {
  const base::WallTime now = keeper_->world().clock.wall();
  std::erase_if(grants_, [&](const Kept& kept) {
    return now >= kept.grant.expires || now < kept.grant.granted;
  });
}

base::Result<ExportGrant> ExportGrants::grant(const Asked& asked) {
  RETURN_IF_ERROR(keeper_->keys());
  const std::set<base::Id> different{asked.cameras.begin(), asked.cameras.end()};
  if (asked.cameras.empty() || asked.cameras.size() > options_.cameras_max ||
      different.size() != asked.cameras.size()) {
    return Error{
        ErrorKind::InvalidInput,
        "a grant is for 1 to " + std::to_string(options_.cameras_max) + " different cameras"};
  }
  if (asked.to <= asked.from || asked.to - asked.from > options_.range_max) {
    return Error{ErrorKind::InvalidInput, "a grant is for a time of up to " +
                                              std::to_string(options_.range_max.count() / 24) +
                                              " days"};
  }
  if (asked.reason.empty() || asked.reason.size() > kGrantTextBytesMax || asked.actor.empty() ||
      asked.actor.size() > kGrantActorBytesMax) {
    return Error{ErrorKind::InvalidInput,
                 "a grant names its actor, and a reason of 1 to 256 bytes"};
  }
  drop_ended();
  if (grants_.size() >= options_.grants_max) {
    return Error{ErrorKind::Unavailable, "there are as many live grants as there can be"};
  }
  const KeeperWorld& world = keeper_->world();
  RETURN_IF_ERROR(grants_rate_.take("", world.clock.steady()));
  ExportGrant made{.id = world.ids.next(),
                   .actor = asked.actor,
                   .cameras = asked.cameras,
                   .from = asked.from,
                   .to = asked.to,
                   .reason = asked.reason,
                   .granted = world.clock.wall(),
                   .expires = world.clock.wall() + options_.life,
                   .opens_max = opens_for(asked)};
  storage::JournalEntry line{
      .kind = "export-granted", .actor = asked.actor, .subject = base::to_string(made.id)};
  Json told = to_json(made);
  for (const char* name : {"cameras", "from", "to", "reason", "expires", "opens_max"}) {
    line.fields[name] = *told.find(name);
  }
  RETURN_IF_ERROR(keeper_->record_use(line));
  std::vector<Kept> next = grants_;
  next.push_back({made, 0});
  RETURN_IF_ERROR(save(next));
  grants_ = std::move(next);
  return made;
}

base::Result<void> ExportGrants::revoke(const std::string& actor, const base::Id& id) {
  drop_ended();
  std::vector<Kept> next = grants_;
  if (std::erase_if(next, [&](const Kept& kept) { return kept.grant.id == id; }) == 0) {
    return Error{ErrorKind::NotFound, "there is no such grant, or it has ended"};
  }
  RETURN_IF_ERROR(
      keeper_->record({.kind = "export-revoked", .actor = actor, .subject = base::to_string(id)}));
  RETURN_IF_ERROR(save(next));
  grants_ = std::move(next);
  return {};
}

std::vector<ExportGrant> ExportGrants::list() {
  drop_ended();
  std::vector<ExportGrant> grants;
  for (const Kept& kept : grants_) grants.push_back(kept.grant);
  return grants;
}

base::Result<ExportGrants::Kept*> ExportGrants::find(const base::Id& id, const std::string& actor) {
  drop_ended();
  const auto found =
      std::ranges::find_if(grants_, [&](const Kept& kept) { return kept.grant.id == id; });
  if (found == grants_.end()) return Error{ErrorKind::Denied, "there is no such export grant now"};
  if (found->grant.actor != actor) return not_granted("it is another actor's");
  return &*found;
}

base::Result<void> ExportGrants::use_for_segment(const base::Id& id, const std::string& actor,
                                                 const storage::SegmentHeader& header) {
  ASSIGN_OR_RETURN(Kept* const kept, find(id, actor));
  ExportGrant& grant = kept->grant;
  if (std::ranges::find(grant.cameras, header.camera) == grant.cameras.end()) {
    return not_granted("another camera");
  }
  // The start is only what the header says; the day is sealed with the key. Footage under another
  // day's key, because keys ran out or it came late, is opened at the pace of watching.
  const auto first = base::to_ticks(grant.from - kSegmentReach);
  const auto last = base::to_ticks(grant.to);
  if (header.start < first || header.start > last || header.day_key_day < base::day_of(first) ||
      header.day_key_day > base::day_of(last)) {
    return not_granted("another time");
  }
  if (grant.opened >= grant.opens_max) return not_granted("it is used up");
  RETURN_IF_ERROR(opens_rate_.take(base::to_string(id), keeper_->world().clock.steady()));
  if (grant.opened >= kept->opened_on_disk) {
    const std::uint64_t before = std::exchange(kept->opened_on_disk, grant.opened + kOpensReserved);
    if (const auto saved = save(grants_); !saved) {
      kept->opened_on_disk = before;
      return saved;
    }
  }
  ++grant.opened;
  return {};
}

base::Result<void> ExportGrants::use_for_manifest(const base::Id& id, const std::string& actor,
                                                  base::ByteView manifest) {
  ASSIGN_OR_RETURN(Kept* const kept, find(id, actor));
  const auto json = base::parse_json(base::as_text(manifest));
  if (!json || text_of(*json, "grant") != base::to_string(id)) {
    return Error{ErrorKind::InvalidInput, "a manifest is a JSON object that names its grant"};
  }
  if (kept->grant.manifests >= options_.manifests_max) {
    return not_granted("as many manifests as it is for were signed");
  }
  ++kept->grant.manifests;
  if (const auto saved = save(grants_); !saved) {
    --kept->grant.manifests;
    return saved;
  }
  return {};
}

base::Result<void> ExportGrants::forget() {
  const std::string path = keeper_->directory() + "/grants";
  grants_.clear();
  const auto removed = keeper_->world().files.remove_file(path);
  if (!removed && removed.error().kind != ErrorKind::NotFound) return removed;
  return keeper_->world().files.sync_directory(keeper_->directory());
}

}  // namespace appliance
