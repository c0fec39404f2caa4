// What a player fetches to play a range: segments, each with its initialisation and the records of
// its video. Needs no key, so making it opens nothing.
//
// Safe from any thread; reads the segments' files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "nvr/playback/footage_store.h"
#include "nvr/playback/media_records.h"
#include "nvr/view/footage_view.h"

namespace nvr {

// Footage begins with a key frame at most so long before the moment that is asked for.
inline constexpr std::chrono::seconds kKeyFrameReach{20};

struct IndexedSegment {
  ViewedSegment segment{};
  SegmentMedia media{};
};

struct PlaybackIndex {
  std::vector<IndexedSegment> segments{};  // records cut to the range, from a key frame on
  std::optional<base::WallTime> next{};    // there is more from here
};

struct PlaybackQuestion {
  base::Id camera{};
  std::string stream = "main";
  TimeRange range{};
  std::size_t segments_max = 12;
};

// Of segments of one stream, in order of time. One that cannot be read is left out, or told by its
// damage; nothing recorded is an empty index.
PlaybackIndex index_segments(std::vector<ViewedSegment> segments, const FootageStore& store,
                             const TimeRange& range);

// Of what the view knows.
base::Result<PlaybackIndex> playback_index(const FootageView& view, const FootageStore& store,
                                           const PlaybackQuestion& question);

}  // namespace nvr
