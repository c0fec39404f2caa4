#include "nvr/playback/playback_index.h"

#include <algorithm>
#include <utility>

namespace nvr {
namespace {

// The moment at which playing has to begin so that `from` can be shown: the last key frame before.
base::WallTime start_of(const std::vector<IndexedSegment>& segments, base::WallTime from) {
  std::optional<base::WallTime> before;
  std::optional<base::WallTime> after;
  for (const IndexedSegment& each : segments) {
    for (const MediaRecord& record : each.media.records) {
      if (!record.key) continue;
      if (record.from <= from) before = record.from;
      if (record.from > from && !after) after = record.from;
    }
  }
  return before ? *before : after.value_or(from);
}

void cut_to(SegmentMedia& media, const TimeRange& range) {
  std::erase_if(media.records, [&](const MediaRecord& record) {
    return record.from < range.from || record.from >= range.to;
  });
}

}  // namespace

PlaybackIndex index_segments(std::vector<ViewedSegment> segments, const FootageStore& store,
                             const TimeRange& range) {
  PlaybackIndex index;
  for (ViewedSegment& segment : segments) {
    auto reader = store.open(segment);
    if (!reader) continue;  // expired between two looks, or its volume is away
    auto media = media_of(*reader);
    if (!media) continue;
    index.segments.push_back({std::move(segment), *std::move(media)});
  }
  const base::WallTime start = start_of(index.segments, range.from);
  for (IndexedSegment& each : index.segments) cut_to(each.media, {start, range.to});
  std::erase_if(index.segments, [](const IndexedSegment& each) {
    return std::ranges::none_of(each.media.records, &MediaRecord::video) && !each.media.damage;
  });
  return index;
}

base::Result<PlaybackIndex> playback_index(const FootageView& view, const FootageStore& store,
                                           const PlaybackQuestion& question) {
  const TimeRange reach{question.range.from - kKeyFrameReach, question.range.to};
  ASSIGN_OR_RETURN(auto viewed, view.segments(question.camera, question.stream, reach,
                                              question.segments_max + 2));
  std::optional<base::WallTime> next;
  if (viewed.size() == question.segments_max + 2) {
    next = viewed.back().from;
    viewed.pop_back();
  }
  PlaybackIndex index = index_segments(std::move(viewed), store, question.range);
  index.next = next;
  return index;
}

}  // namespace nvr
