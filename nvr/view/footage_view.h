// custodyd's own view of cameras and footage: a copy of what the recorder's `follow` tells, so that
// a page never waits for the recorder and is answered while it is away.
//
// Disposable: what cannot be read is deleted and followed anew. Applying a change twice is applying
// it once, so following may resume anywhere at or before position(). Safe from any thread; calls
// wait for the disk.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "base/json/json.h"
#include "base/random_id.h"
#include "base/result.h"
#include "nvr/view/view_rows.h"
#include "storage/table/database.h"

namespace nvr {

class FootageView {
 public:
  static base::Result<std::unique_ptr<FootageView>> open(const std::string& path);

  // The number of the last change applied; 0 when everything is to be told.
  std::int64_t position() const;

  // The recorder begins anew: forgets all, states and names included.
  base::Result<void> reset();
  // The arguments of `change` events, in order; all of them or none. A kind that is not known is
  // passed over.
  base::Result<void> apply(std::span<const base::Json> changes);

  // What the verb `cameras` told. Cameras that are not in it keep what was known.
  base::Result<void> set_details(const base::Json& cameras);

  // Ahead of the change that says so. Its footage stays.
  base::Result<void> forget_camera(const base::Id& camera);

  // Anything else that is worth knowing while the recorder is away; null when it was never told.
  base::Result<void> set_note(const std::string& key, const base::Json& value);
  base::Json note(const std::string& key) const;

  base::Result<std::vector<ViewedCamera>> cameras() const;  // by name
  base::Result<std::optional<ViewedCamera>> camera(const base::Id& camera) const;
  base::Result<std::vector<ViewedState>> states() const;

  // Those that touch the range, in order; at most `limit`.
  base::Result<std::vector<ViewedSpan>> spans(const base::Id& camera, const std::string& stream,
                                              const TimeRange& range, std::size_t limit) const;
  // From the first to the last recorded moment.
  base::Result<std::optional<TimeRange>> extent(const base::Id& camera,
                                                const std::string& stream) const;
  base::Result<std::vector<ViewedSegment>> segments(const base::Id& camera,
                                                    const std::string& stream,
                                                    const TimeRange& range,
                                                    std::size_t limit) const;
  // The last one of the stream that begins before `time`.
  base::Result<std::optional<ViewedSegment>> segment_before(const base::Id& camera,
                                                            const std::string& stream,
                                                            base::WallTime time) const;
  base::Result<std::optional<ViewedSegment>> segment(const base::Id& segment) const;

  // A page of all segments, oldest first, behind (from, segment) of the last one.
  struct Page {
    std::optional<base::Id> camera{};
    TimeRange range{};
    base::WallTime after{};
    std::string after_segment{};
    std::size_t limit = 100;
  };
  base::Result<std::vector<ViewedSegment>> page(const Page& page) const;

 private:
  explicit FootageView(storage::Database database);

  mutable base::Guarded<storage::Database> database_;
};

}  // namespace nvr
