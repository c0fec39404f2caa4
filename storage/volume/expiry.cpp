#include "storage/volume/expiry.h"

#include <algorithm>
#include <map>

#include "storage/chain/signed_log.h"
#include "storage/segment/segment_format.h"
#include "storage/volume/archive_paths.h"

namespace storage {
namespace {

constexpr auto kNextSegment = std::chrono::duration_cast<base::TickDuration>(kSegmentLengthMax);

}  // namespace

bool keeps(const Lock& lock, const SegmentFacts& segment, base::Ticks now) {
  if (lock.until.is_known() && lock.until <= now) return false;
  if (!is_zero(lock.camera) && lock.camera != segment.camera) return false;
  if (lock.stream != kAllStreams && lock.stream != static_cast<std::uint16_t>(segment.stream)) {
    return false;
  }
  const std::uint64_t until_next = lock.to.count > ~std::uint64_t{0} - kNextSegment.count()
                                       ? ~std::uint64_t{0}
                                       : lock.to.count + kNextSegment.count();
  return segment.to >= lock.from && segment.from.count <= until_next;
}

std::vector<ExpiryCandidate> choose_expired(std::span<const ExpiryCandidate> oldest_first,
                                            std::span<const Lock> locks, std::uint64_t free_bytes,
                                            std::uint64_t reserve_bytes, base::Ticks now) {
  std::vector<ExpiryCandidate> chosen;
  for (const ExpiryCandidate& candidate : oldest_first) {
    if (free_bytes >= reserve_bytes) break;
    const bool locked = std::ranges::any_of(
        locks, [&](const Lock& lock) { return keeps(lock, candidate.facts, now); });
    if (locked) continue;
    chosen.push_back(candidate);
    free_bytes += candidate.facts.bytes;
  }
  return chosen;
}

base::Result<void> expire_segment(base::FileSystem& files, std::span<const std::string> volumes,
                                  const ExpiryCandidate& segment, const SigningKey& key,
                                  const ExpiryOrder& order) {
  const SegmentFacts& facts = segment.facts;
  const LogCopies copies = copies_of(volumes, chain_log_path(facts.camera, facts.day));
  for (const std::string& copy : copies) {
    RETURN_IF_ERROR(
        base::make_directories(files, base::parent_directory(copy), base::Access::GroupReads));
  }
  ASSIGN_OR_RETURN(SignedLog log, SignedLog::open(files, copies,
                                                  {.type = LogType::Chain,
                                                   .day = facts.day,
                                                   .log = order.new_log,
                                                   .recorder = order.recorder,
                                                   .camera = facts.camera}));
  const Tombstone tombstone{.segment = facts.segment,
                            .stream = facts.stream,
                            .reason = order.reason,
                            .state = segment.state,
                            .records = facts.records,
                            .sequence = facts.sequence,
                            .from = facts.from,
                            .to = facts.to,
                            .disk_bytes = facts.bytes,
                            .due = order.due,
                            .chain_in = facts.chain_in,
                            .chain_out = facts.chain_out,
                            .header_digest = facts.header_digest,
                            .actor = order.actor};
  const NewLine line{static_cast<std::uint8_t>(ChainLine::Tombstone), marshal(tombstone)};
  // After a crash between the two, the tombstone is there already and only the unlink is left.
  const bool said = std::ranges::any_of(log.lines(), [&](const ReadLine& each) {
    return each.header.kind == line.kind && parse_tombstone(each.body) &&
           parse_tombstone(each.body)->segment == facts.segment;
  });
  if (!said) RETURN_IF_ERROR(log.append({&line, 1}, order.now, key.line_signer()));
  const auto removed = files.remove_file(segment.path);
  if (!removed && removed.error().kind != base::ErrorKind::NotFound) return removed.error();
  const auto synced = files.sync_directory(base::parent_directory(segment.path));
  if (!synced && synced.error().kind != base::ErrorKind::NotFound) return synced.error();
  return {};
}

base::Result<std::vector<Lock>> locks_in_force(base::FileSystem& files,
                                               std::span<const std::string> volumes,
                                               base::Ticks now) {
  const auto reading = read_signed_log(files, copies_of(volumes, kLocksPath));
  if (!reading && reading.error().kind == base::ErrorKind::NotFound) return std::vector<Lock>{};
  if (!reading) return reading.error();
  if (reading->contradicted || reading->altered) {
    return base::Error{base::ErrorKind::Corrupt, "the locks log: nothing may expire by it"};
  }
  std::map<base::Id, Lock> in_force;
  for (const ReadLine& line : reading->lines) {
    switch (static_cast<LocksLine>(line.header.kind)) {
      case LocksLine::Lock: {
        ASSIGN_OR_RETURN(const Lock lock, parse_lock(line.body));
        in_force[lock.lock] = lock;
        break;
      }
      case LocksLine::Release: {
        ASSIGN_OR_RETURN(const Release release, parse_release(line.body));
        in_force.erase(release.lock);
        break;
      }
    }
  }
  std::vector<Lock> locks;
  for (const auto& [id, lock] : in_force) {
    if (!lock.until.is_known() || lock.until > now) locks.push_back(lock);
  }
  return locks;
}

}  // namespace storage
