#include "nvr/playback/segment_media.h"

#include <algorithm>
#include <utility>

#include "media/mp4/delivery.h"
#include "nvr/playback/media_records.h"

namespace nvr {
namespace {

// Sound that was written before the next picture after `last` belongs to what is asked for, so that
// runs side by side leave nothing out.
std::uint64_t sound_until(const SegmentMedia& media, std::uint64_t last) {
  for (const MediaRecord& record : media.records) {
    if (record.video && record.entry.header.number > last) return record.entry.header.number;
  }
  return storage::kRecordsMax + 1;
}

std::vector<MediaRecord> asked_for(const SegmentMedia& media, std::uint64_t first,
                                   std::uint64_t last) {
  const std::uint64_t end = sound_until(media, last);
  std::vector<MediaRecord> records;
  std::ranges::copy_if(media.records, std::back_inserter(records), [&](const MediaRecord& record) {
    const std::uint64_t number = record.entry.header.number;
    const bool inside = number >= first && (record.video ? number <= last : number < end);
    return inside && media.browser_tracks.contains(record.entry.header.track);
  });
  return records;
}

}  // namespace

base::Result<base::Bytes> browser_init(FootageStore& store, const ViewedSegment& segment,
                                       const Viewer& viewer) {
  ASSIGN_OR_RETURN(auto reader, store.open(segment));
  ASSIGN_OR_RETURN(const SegmentMedia media, media_of(reader));
  if (!media.init) return base::Error{base::ErrorKind::NotFound, "the segment has no media yet"};
  ASSIGN_OR_RETURN(auto key, store.key_of(reader, viewer));
  ASSIGN_OR_RETURN(const base::Bytes init, reader.open_record(*media.init, key));
  ASSIGN_OR_RETURN(auto delivery, media::init_for_browser(init));
  return std::move(delivery.bytes);
}

base::Result<MediaRun> browser_media(FootageStore& store, const ViewedSegment& segment,
                                     const Viewer& viewer, std::uint64_t first,
                                     std::uint64_t last) {
  ASSIGN_OR_RETURN(auto reader, store.open(segment));
  ASSIGN_OR_RETURN(const SegmentMedia media, media_of(reader));
  const auto records = asked_for(media, first, last);
  if (records.empty()) return base::Error{base::ErrorKind::NotFound, "no such records"};
  std::uint64_t bytes = 0;
  for (const MediaRecord& record : records) bytes += record.entry.header.body_bytes;
  if (bytes > kMediaBytesMax) {
    return base::Error{base::ErrorKind::InvalidInput, "more than one answer may hold"};
  }
  ASSIGN_OR_RETURN(auto key, store.key_of(reader, viewer));
  MediaRun run;
  run.bytes.reserve(bytes);
  bool need_key_frame = false;
  for (const MediaRecord& record : records) {
    if (record.video && need_key_frame && !record.key) continue;
    const auto opened = reader.open_record(record.entry, key);
    if (!opened && opened.error().kind != base::ErrorKind::Corrupt) return opened.error();
    if (record.video) need_key_frame = !opened;
    if (opened) {
      base::append(run.bytes, *opened);
    } else {
      run.altered.push_back(record.entry.header.number);
    }
  }
  return run;
}

}  // namespace nvr
