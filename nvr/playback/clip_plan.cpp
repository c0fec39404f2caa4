#include "nvr/playback/clip_plan.h"

#include <algorithm>
#include <utility>

namespace nvr {
namespace {

constexpr std::size_t kClipSegmentsMax = 512;
constexpr std::size_t kClipGapsMax = 1000;

// Opens one segment after the other and gives their records to the builder.
class ClipPlanner {
 public:
  ClipPlanner(FootageStore& store, const Viewer& viewer) : store_{store}, viewer_{viewer} {}

  base::Result<void> add(const IndexedSegment& indexed) {
    auto reader = store_.open(indexed.segment);
    if (!reader || !indexed.media.init) {
      plan_.findings.push_back({indexed.segment.segment, 0, 0});
      return {};
    }
    ASSIGN_OR_RETURN(auto key, store_.key_of(*reader, viewer_));
    const auto init = reader->open_record(*indexed.media.init, key);
    if (!init) return find(indexed, *indexed.media.init, init.error());
    RETURN_IF_ERROR(builder_.begin_segment(*init, indexed.media.origin.time_since_epoch()));
    if (plan_.codec.empty()) plan_.codec = indexed.media.video_codec;
    plan_.segments.push_back(indexed.segment);
    for (const MediaRecord& record : indexed.media.records) {
      RETURN_IF_ERROR(add_record(indexed, record, *reader, key));
    }
    if (const auto& damage = indexed.media.damage;
        damage && indexed.media.end == storage::SegmentEnd::Altered) {
      note(indexed, damage->record, damage->byte);
    }
    return {};
  }

  base::Result<ClipPlan> finish() && {
    if (plan_.records.empty()) {
      return base::Error{base::ErrorKind::NotFound, "nothing is recorded there"};
    }
    ASSIGN_OR_RETURN(plan_.clip, std::move(builder_).finish());
    return std::move(plan_);
  }

 private:
  base::Result<void> add_record(const IndexedSegment& indexed, const MediaRecord& record,
                                storage::SegmentReader& reader, crypto::AeadKey& key) {
    if (record.video && need_key_frame_ && !record.key) return {};
    if (!record.video && plan_.records.empty()) return {};
    const auto opened = reader.open_record(record.entry, key);
    if (record.video) need_key_frame_ = !opened;
    if (!opened) return find(indexed, record.entry, opened.error());
    const auto number = static_cast<std::uint32_t>(plan_.records.size());
    RETURN_IF_ERROR(builder_.add_record(number, *opened));
    plan_.records.push_back({plan_.segments.size() - 1, record.entry});
    if (!record.video) return {};
    if (!begun_) plan_.from = record.from;
    begun_ = true;
    plan_.to = std::max(plan_.to, record.to);
    return {};
  }

  base::Result<void> find(const IndexedSegment& indexed, const storage::IndexEntry& entry,
                          const base::Error& error) {
    if (error.kind != base::ErrorKind::Corrupt) return error;
    note(indexed, entry.header.number, entry.offset);
    return {};
  }

  void note(const IndexedSegment& indexed, std::uint64_t record, std::uint64_t byte) {
    plan_.findings.push_back({indexed.segment.segment, record, byte});
  }

  FootageStore& store_;
  const Viewer& viewer_;
  media::ClipBuilder builder_;
  ClipPlan plan_;
  bool need_key_frame_ = true;
  bool begun_ = false;
};

}  // namespace

base::Result<ClipPlan> plan_clip(const PlaybackIndex& index, FootageStore& store,
                                 const Viewer& viewer) {
  ClipPlanner planner{store, viewer};
  for (const IndexedSegment& indexed : index.segments) RETURN_IF_ERROR(planner.add(indexed));
  return std::move(planner).finish();
}

base::Result<ClipPlan> plan_clip(const FootageView& view, FootageStore& store,
                                 const base::Id& camera, const TimeRange& range,
                                 const Viewer& viewer) {
  if (range.to - range.from > kClipLengthMax) {
    return base::Error{base::ErrorKind::InvalidInput, "the range is too long for one clip"};
  }
  ASSIGN_OR_RETURN(
      const auto index,
      playback_index(view, store,
                     {.camera = camera, .range = range, .segments_max = kClipSegmentsMax}));
  ASSIGN_OR_RETURN(ClipPlan plan, plan_clip(index, store, viewer));
  ASSIGN_OR_RETURN(plan.gaps, view.spans(camera, "main", {plan.from, plan.to}, kClipGapsMax));
  std::erase_if(plan.gaps, [](const ViewedSpan& span) { return span.state != "gap"; });
  return plan;
}

}  // namespace nvr
