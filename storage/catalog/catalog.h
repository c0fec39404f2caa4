// The recorder's private index of its archive: which segments there are, what time they cover, and
// what changed since N. A cache in SQLite: deleting it loses nothing, check/reconcile.h makes it
// anew from the segments. Single-threaded: the catalog thread owns it.
//
// Every row carries the number of its last change, from one counter, so "what changed since N" is
// the rows with a higher number, in order. A row that went stays as a removed mark for a while. The
// numbers of a catalog begin at the microsecond it was made, so that a number of an older one is
// below all of its own and is recognised as unknown.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "storage/catalog/catalog_rows.h"
#include "storage/table/database.h"

namespace storage {

// What a commit, or a segment that was found, means for the catalog.
struct SegmentUpdate {
  SegmentRow row{};
  std::vector<Span> spans{};
};

class Catalog {
 public:
  struct Options {
    std::uint64_t removed_kept = 100'000;  // changes after which a removed mark is forgotten
    base::WallTime made{};                 // now, for the numbers of a new one
  };

  // `new_epoch` becomes the epoch of a catalog that has to be made.
  static base::Result<Catalog> open(const std::string& path, const base::Id& new_epoch,
                                    const Options& options);

  const base::Id& epoch() const { return epoch_; }
  std::uint64_t last_change() const { return n_; }
  // Whether a follower who has everything up to `n` can go on; else it starts anew from 0.
  bool knows(std::uint64_t n) const { return n == n_ || (n >= floor_ && n < n_); }
  // Rows with a number above `n`, in order, at most `limit`.
  base::Result<std::vector<Change>> changes_after(std::uint64_t n, std::size_t limit);

  // All of it in one transaction: give what came together.
  base::Result<void> apply(std::span<const SegmentUpdate> updates);
  // A gap that no segment tells of yet.
  base::Result<void> add_span(const StreamKey& stream, const Span& span);
  // After the tombstone: the segment and its time are gone.
  base::Result<void> remove_segment(const base::Id& segment);

  base::Result<void> put_entry(std::string_view kind, std::string_view key,
                               const base::Json& fields);
  base::Result<void> remove_entry(std::string_view kind, std::string_view key);

  base::Result<std::optional<StreamHead>> head(const StreamKey& stream);
  base::Result<void> set_head(const StreamKey& stream, const StreamHead& head);
  base::Result<std::optional<SegmentRow>> segment(const base::Id& segment);
  base::Result<std::vector<SegmentRow>> open_segments();
  // Those that touch the range, in order of their time, from sequence `sequence` on.
  base::Result<std::vector<SegmentRow>> segments(const StreamKey& stream, base::Ticks from,
                                                 base::Ticks to, std::uint64_t sequence,
                                                 std::size_t limit);
  // Closed ones on a volume, by their time: what expires first.
  base::Result<std::vector<SegmentRow>> oldest(const base::Id& volume, std::size_t limit);
  // Runs that touch the range.
  base::Result<Coverage> coverage(const StreamKey& stream, base::Ticks from, base::Ticks to);
  base::Result<std::vector<StreamKey>> streams();
  base::Result<base::Day> newest_day();  // of any segment; 0 when there is none

 private:
  Catalog(Database database, const Options& options)
      : database_{std::move(database)}, options_{options} {}

  base::Result<void> load(const base::Id& new_epoch);
  base::Result<void> put_segment(const SegmentRow& row);
  base::Result<void> advance_head(const SegmentRow& row);
  base::Result<void> paint(const StreamKey& stream, Span span);
  base::Result<void> replace(const StreamKey& stream, const Coverage& before,
                             const Coverage& after);
  base::Result<void> put_run(const StreamKey& stream, const Span& span, bool removed);
  base::Result<base::Ticks> first_time(const StreamKey& stream);
  base::Result<void> erase(const StreamKey& stream, base::Ticks from, base::Ticks to);
  base::Result<void> forget_removed();
  template <typename Function>
  base::Result<void> change(const Function& function);

  Database database_;
  Options options_;
  base::Id epoch_{};
  std::uint64_t n_ = 0;
  std::uint64_t floor_ = 0;      // numbers below this are no longer complete
  std::uint64_t forgotten_ = 0;  // when removed marks were last looked through
};

}  // namespace storage
