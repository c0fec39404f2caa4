#include "nvr/playback/media_records.h"

#include <utility>

namespace nvr {
namespace {

using storage::RecordKind;

std::chrono::nanoseconds nanoseconds_of(std::uint64_t ticks) {
  return std::chrono::nanoseconds{static_cast<std::int64_t>(ticks) * 100};
}

// The label that a browser takes for the same codec.
std::string browser_codec(const std::string& codec) {
  if (codec.starts_with("avc3.")) return "avc1." + codec.substr(5);
  if (codec.starts_with("hev1.")) return "hvc1." + codec.substr(5);
  return codec;
}

bool browsers_play_sound(const std::string& codec) {
  return codec.starts_with("mp4a.");
}

void read_tracks(const storage::Context& context, SegmentMedia& media) {
  for (const storage::Track& track : context.tracks) {
    const bool video = track.type == storage::TrackType::Video;
    const bool sound = track.type == storage::TrackType::Audio && browsers_play_sound(track.codec);
    if (video && media.video_codec.empty()) media.video_codec = track.codec;
    if (!video && !sound) continue;
    media.browser_tracks.insert(track.number);
    if (!media.browser_codecs.empty()) media.browser_codecs += ",";
    media.browser_codecs += browser_codec(track.codec);
  }
}

base::Result<std::optional<MediaRecord>> media_record(const storage::IndexEntry& entry) {
  const storage::RecordHeader& header = entry.header;
  MediaRecord record;
  record.entry = entry;
  record.video = header.kind == RecordKind::Video;
  if (!record.video && header.kind != RecordKind::Audio) return std::optional<MediaRecord>{};
  record.key = record.video && (header.flags & storage::record_flag::kKeyFrame) != 0;
  ASSIGN_OR_RETURN(record.from, base::to_wall_time(header.wall));
  record.to = record.from + nanoseconds_of(header.duration);
  return std::optional{record};
}

}  // namespace

base::Result<SegmentMedia> media_of(storage::SegmentReader& reader) {
  SegmentMedia media;
  ASSIGN_OR_RETURN(const auto contents, reader.records());
  media.end = contents.end;
  media.damage = contents.damage;
  ASSIGN_OR_RETURN(const auto context, reader.context());
  read_tracks(context, media);
  bool origin_known = false;
  for (const storage::IndexEntry& entry : contents.records) {
    if (entry.header.kind == RecordKind::Init && !media.init) media.init = entry;
    ASSIGN_OR_RETURN(const auto record, media_record(entry));
    if (!record) continue;
    if (record->video && !std::exchange(origin_known, true)) {
      media.origin = record->from - nanoseconds_of(entry.header.media.count());
    }
    media.records.push_back(*record);
  }
  return media;
}

}  // namespace nvr
