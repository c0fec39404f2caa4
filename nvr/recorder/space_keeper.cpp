#include "nvr/recorder/space_keeper.h"

#include <utility>

#include "storage/volume/archive_paths.h"
#include "storage/volume/expiry.h"

namespace nvr {
namespace {

constexpr std::size_t kOldestAtOnce = 32;

storage::SegmentState state_of(storage::RowState state) {
  return state == storage::RowState::Final ? storage::SegmentState::Final
                                           : storage::SegmentState::Unterminated;
}

}  // namespace

void SpaceKeeper::turn(storage::Catalog& catalog, const storage::Volume& volume,
                       storage::DiskThread& disk) {
  if (!key_ || under_way_->load() > 0) return;
  if (const auto done = try_turn(catalog, volume, disk); !done) {
    out_.logger.log(base::Severity::Error, "space-not-kept",
                    {{"volume", volume.path()}, {"reason", done.error().message}});
  }
}

base::Result<void> SpaceKeeper::try_turn(storage::Catalog& catalog, const storage::Volume& volume,
                                         storage::DiskThread& disk) {
  ASSIGN_OR_RETURN(const base::Space space, volume.space());
  if (space.free_bytes >= out_.keep_free_bytes) return {};
  const base::Ticks now = base::to_ticks(out_.clock.wall());
  ASSIGN_OR_RETURN(const auto rows, catalog.oldest(volume.id(), kOldestAtOnce));
  std::vector<storage::ExpiryCandidate> candidates;
  for (const storage::SegmentRow& row : rows) {
    candidates.push_back(
        {row.facts, state_of(row.state), storage::joined(volume.path(), row.path)});
  }
  ASSIGN_OR_RETURN(const auto locks, storage::locks_in_force(out_.files, out_.paths, now));
  const auto chosen =
      storage::choose_expired(candidates, locks, space.free_bytes, out_.keep_free_bytes, now);
  for (const storage::ExpiryCandidate& each : chosen) {
    const storage::ExpiryOrder order{
        .recorder = out_.recorder, .new_log = out_.ids.next(), .now = now};
    ++*under_way_;
    const bool taken =
        disk.run([each, order, key = key_, under_way = under_way_, &files = out_.files,
                  paths = out_.paths, logger = out_.logger, on_catalog = out_.on_catalog] {
          const auto expired = storage::expire_segment(files, paths, each, *key, order);
          if (!expired) {
            logger.log(base::Severity::Error, "segment-not-expired",
                       {{"reason", expired.error().message}});
          } else {
            (void)on_catalog([segment = each.facts.segment](storage::Catalog& rows_of) {
              (void)rows_of.remove_segment(segment);
            });
          }
          --*under_way;
        });
    if (!taken) --*under_way_;
  }
  return {};
}

}  // namespace nvr
