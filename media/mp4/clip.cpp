#include "media/mp4/clip.h"

#include <algorithm>
#include <iterator>

#include "media/mp4/fragment_parser.h"
#include "media/mp4/sample_entry.h"

namespace media {
namespace {

constexpr std::uint32_t kTimescaleMax = 100'000'000;
constexpr std::uint64_t kDecodeTimeMax = 1ULL << 48;
constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

std::int64_t in_timescale(std::chrono::nanoseconds time, std::uint32_t timescale) {
  const std::int64_t seconds = time.count() / kNanosecondsPerSecond;
  const std::int64_t rest = time.count() % kNanosecondsPerSecond;
  return seconds * timescale + rest * timescale / kNanosecondsPerSecond;
}

std::int64_t in_clip_timescale(std::uint64_t time, std::uint32_t from, std::uint32_t to) {
  return static_cast<std::int64_t>(time / from * to + time % from * to / from);
}

base::Error clip_error(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

}  // namespace

std::vector<ClipPart> Clip::parts(std::uint64_t offset, std::uint64_t bytes) const {
  std::vector<ClipPart> parts;
  offset = std::min(offset, this->bytes());
  const std::uint64_t end = offset + std::min(bytes, this->bytes() - offset);
  if (offset < head_.size() && offset < end) {
    const std::uint64_t head_end = std::min<std::uint64_t>(end, head_.size());
    parts.push_back({.head = true, .offset = offset, .bytes = head_end - offset});
    offset = head_end;
  }
  if (offset >= end) return parts;
  std::uint64_t at = offset - head_.size();
  const std::uint64_t media_end = end - head_.size();
  // The last piece that begins at or before the range.
  auto piece = std::prev(std::ranges::upper_bound(pieces_, at, {}, &Piece::at));
  for (; at < media_end; ++piece) {
    const std::uint64_t skipped = at - piece->at;
    const std::uint64_t taken = std::min(piece->bytes - skipped, media_end - at);
    parts.push_back({.record = piece->record, .offset = piece->offset + skipped, .bytes = taken});
    at += taken;
  }
  return parts;
}

std::size_t ClipBuilder::target_track(const InitTrack& track) {
  const auto found = std::ranges::find(tracks_, track.video, &ClipTrack::video);
  if (found == tracks_.end()) {
    tracks_.push_back({.timescale = track.timescale, .video = track.video});
    return tracks_.size() - 1;
  }
  return static_cast<std::size_t>(found - tracks_.begin());
}

base::Result<void> ClipBuilder::begin_segment(base::ByteView init,
                                              std::chrono::nanoseconds origin) {
  ASSIGN_OR_RETURN(const InitSegment segment, parse_init(init));
  if (segment.video() == nullptr) return clip_error("segment has no video");
  sources_.clear();
  for (const auto& track : segment.tracks) {
    const bool first = &track == segment.video() || &track == segment.audio();
    if (!first || track.timescale > kTimescaleMax) continue;
    base::Bytes entry = track.sample_entry_box;
    if (options_.browser_labels) {
      ASSIGN_OR_RETURN(entry, entry_for_browser(track.sample_entry_box));
    }
    const std::size_t target = target_track(track);
    ClipTrack& clip_track = tracks_[target];
    clip_track.width = std::max(clip_track.width, track.width);
    clip_track.height = std::max(clip_track.height, track.height);
    auto known = std::ranges::find(clip_track.entries, entry);
    if (known == clip_track.entries.end()) {
      clip_track.entries.push_back(std::move(entry));
      known = std::prev(clip_track.entries.end());
    }
    sources_[track.id] = {
        .timescale = track.timescale,
        .entry = static_cast<std::uint32_t>(known - clip_track.entries.begin()) + 1,
        .origin = in_timescale(origin, clip_track.timescale),
        .target = target};
  }
  return {};
}

base::Result<void> ClipBuilder::add_record(std::uint32_t record, base::ByteView bytes) {
  ASSIGN_OR_RETURN(const Fragment fragment, parse_fragment(bytes));
  const auto found = sources_.find(fragment.track);
  if (found == sources_.end()) return clip_error("record's track is not in its segment's init");
  const Source& source = found->second;
  ClipTrack& track = tracks_[source.target];
  const bool began = !pieces_.empty();
  if (fragment.samples.empty() || (!track.video && !began)) return {};
  if (fragment.decode_time > kDecodeTimeMax) return clip_error("record's time is out of range");
  if (fragment.samples.size() > options_.samples_max - samples_) {
    return clip_error("clip has too many samples");
  }
  std::uint64_t media_bytes = 0;
  std::uint64_t time = fragment.decode_time;
  for (const auto& place : fragment.samples) {
    std::int64_t decode_time =
        source.origin + in_clip_timescale(time, source.timescale, track.timescale);
    if (!track.samples.empty()) {
      const std::int64_t before = track.samples.back().decode_time;
      decode_time = std::max(decode_time, before + 1);
      if (decode_time - before > kClipGapMax) return clip_error("clip spans too long a gap");
    }
    const auto scaled = in_clip_timescale(place.duration, source.timescale, track.timescale);
    track.samples.push_back(
        {.decode_time = decode_time,
         .bytes = place.bytes,
         .duration = static_cast<std::uint32_t>(std::clamp<std::int64_t>(scaled, 1, kClipGapMax)),
         .composition_offset = place.composition_offset,
         .key = place.key});
    time += place.duration;
    media_bytes += place.bytes;
  }
  track.chunks.push_back({.at = media_bytes_,
                          .samples = static_cast<std::uint32_t>(fragment.samples.size()),
                          .entry = source.entry});
  if (media_bytes > 0) {
    pieces_.push_back({.at = media_bytes_,
                       .record = record,
                       .offset = fragment.samples.front().offset,
                       .bytes = media_bytes});
  }
  media_bytes_ += media_bytes;
  samples_ += fragment.samples.size();
  return {};
}

base::Result<Clip> ClipBuilder::finish() && {
  std::erase_if(tracks_, [](const ClipTrack& track) { return track.samples.empty(); });
  const auto video = std::ranges::find_if(tracks_, &ClipTrack::video);
  if (video == tracks_.end()) return clip_error("clip has no video");
  std::rotate(tracks_.begin(), video, std::next(video));  // players show the first track
  Clip clip;
  clip.head_ = clip_head(tracks_, media_bytes_, options_.created);
  clip.duration_ = clip_duration(tracks_);
  clip.pieces_ = std::move(pieces_);
  clip.media_bytes_ = media_bytes_;
  return clip;
}

}  // namespace media
