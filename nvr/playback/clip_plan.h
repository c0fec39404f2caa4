// A clip as a plan: which records of which segments it is made of, and where their bytes go in the
// MP4. Made by opening each record once; holds no media.
//
// Begins at the key frame at or before the range and ends after it. Records that are not what was
// written are left out with the pictures that need them, and named. Immutable once made.
// The file that it gives: clip_source.h. See docs/design/clips.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "media/mp4/clip.h"
#include "nvr/playback/footage_store.h"
#include "nvr/playback/playback_index.h"
#include "nvr/view/footage_view.h"

namespace nvr {

inline constexpr std::chrono::hours kClipLengthMax{2};

struct ClipFinding {
  base::Id segment{};
  std::uint64_t record = 0;  // 0: the segment as a whole cannot be read
  std::uint64_t byte = 0;
};

struct ClipPlan {
  struct Record {
    std::size_t segment = 0;  // index into segments
    storage::IndexEntry entry{};
  };
  std::vector<ViewedSegment> segments{};
  std::vector<Record> records{};  // as media::Clip numbers them
  media::Clip clip{};
  base::WallTime from{};
  base::WallTime to{};
  std::string codec{};
  std::vector<ViewedSpan> gaps{};
  std::vector<ClipFinding> findings{};
};

// Of footage that was found already. NotFound: none of it can be played.
base::Result<ClipPlan> plan_clip(const PlaybackIndex& index, FootageStore& store,
                                 const Viewer& viewer);

// NotFound: nothing is recorded there. InvalidInput: the range is too long. Unavailable: no keys.
base::Result<ClipPlan> plan_clip(const FootageView& view, FootageStore& store,
                                 const base::Id& camera, const TimeRange& range,
                                 const Viewer& viewer);

}  // namespace nvr
