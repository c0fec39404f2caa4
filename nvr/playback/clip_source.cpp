#include "nvr/playback/clip_source.h"

#include <algorithm>
#include <utility>

namespace nvr {

ClipSource::ClipSource(std::shared_ptr<const ClipPlan> plan, FootageStore& store, Viewer viewer,
                       StillMay still_may)
    : plan_{std::move(plan)},
      store_{store},
      viewer_{std::move(viewer)},
      still_may_{std::move(still_may)} {}

base::Result<void> ClipSource::open_segment(std::size_t index) {
  if (segment_ && segment_->index == index) return {};
  ASSIGN_OR_RETURN(auto reader, store_.open(plan_->segments.at(index)));
  ASSIGN_OR_RETURN(auto key, store_.key_of(reader, viewer_));
  segment_.emplace(OpenSegment{index, std::move(reader), std::move(key)});
  return {};
}

base::Result<void> ClipSource::open_record(std::uint32_t record) {
  if (record_ == record) return {};
  record_.reset();
  const ClipPlan::Record& planned = plan_->records.at(record);
  RETURN_IF_ERROR(open_segment(planned.segment));
  ASSIGN_OR_RETURN(opened_, segment_->reader.open_record(planned.entry, segment_->key));
  record_ = record;
  return {};
}

base::Result<std::size_t> ClipSource::read(std::uint64_t offset, std::span<std::uint8_t> out) {
  if (!still_may_()) return base::Error{base::ErrorKind::Denied, "may not go on"};
  std::size_t done = 0;
  for (const media::ClipPart& part : plan_->clip.parts(offset, out.size())) {
    if (!part.head) RETURN_IF_ERROR(open_record(part.record));
    const base::ByteView whole = part.head ? base::ByteView{plan_->clip.head()} : opened_;
    if (part.offset > whole.size() || part.bytes > whole.size() - part.offset) {
      return base::Error{base::ErrorKind::Corrupt, "a record is shorter than it was"};
    }
    const auto piece = whole.subspan(part.offset, part.bytes);
    std::ranges::copy(piece, out.subspan(done).begin());
    done += piece.size();
  }
  return done;
}

}  // namespace nvr
