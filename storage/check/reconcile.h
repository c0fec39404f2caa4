// Makes the catalog know what the archive holds: at start what the last run left behind, or all of
// it when the catalog is new. Without keys, in small steps, so that the catalog thread goes on with
// its other work between them.
//
// First heads(), at once and bounded by one segment a stream: recording needs them to begin. Then
// step() until it says that nothing is left. On an empty catalog this is `custody store rebuild`,
// and gives a catalog equal to the one that was lost. Single-threaded, as the catalog.
// Specification: docs/design/sealed-archive.md, "Reading".
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "storage/catalog/catalog.h"
#include "storage/check/archive_scan.h"
#include "storage/volume/volume.h"

namespace storage {

class Reconciler {
 public:
  // All outlive this.
  Reconciler(base::FileSystem& files, std::span<const Volume> volumes, Catalog& catalog);

  // Lists the archive and settles each stream's head: the last segment, or the last tombstone. What
  // a head takes its chain from is synced first, because after a power cut only that counts.
  base::Result<void> heads();

  // Takes in one segment that the catalog does not know, or that was open when the last run ended.
  // False when nothing is left.
  base::Result<bool> step();

  std::size_t left() const { return todo_.size(); }
  std::uint64_t unreadable() const { return unreadable_; }  // segments that no step could read

 private:
  base::Result<void> settle_head(const StreamKey& stream, const FoundSegment& last);
  base::Result<void> settle_from_logs(const base::Id& camera, const std::vector<base::Day>& days);
  base::Result<void> list_work(const FoundArchive& found);
  base::Result<void> take_missing(const SegmentRow& row);
  bool is_stub(const FoundSegment& segment) const;
  std::string full_path(const FoundSegment& segment) const;

  base::FileSystem& files_;
  std::span<const Volume> volumes_;
  std::vector<std::string> paths_;
  Catalog& catalog_;
  std::deque<FoundSegment> todo_;
  std::uint64_t unreadable_ = 0;
};

// Runs both to the end; the number of segments taken in.
base::Result<std::uint64_t> rebuild_catalog(base::FileSystem& files,
                                            std::span<const Volume> volumes, Catalog& catalog);

}  // namespace storage
