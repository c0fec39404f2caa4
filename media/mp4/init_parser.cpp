#include "media/mp4/init_parser.h"

#include <algorithm>

#include "base/byte_order.h"
#include "media/mp4/boxes.h"
#include "media/mp4/sample_entry.h"

namespace media {
namespace {

constexpr std::size_t kTracksMax = 8;

std::uint32_t track_id(base::ByteView track_header) {
  base::ByteReader reader{track_header};
  const bool long_times = reader.get<std::uint32_t>() >> 24 == 1;
  reader.take(long_times ? 16 : 8);
  return reader.get<std::uint32_t>();
}

std::uint32_t media_timescale(base::ByteView media_header) {
  base::ByteReader reader{media_header};
  const bool long_times = reader.get<std::uint32_t>() >> 24 == 1;
  reader.take(long_times ? 16 : 8);
  return reader.get<std::uint32_t>();
}

base::Result<InitTrack> parse_track(base::ByteView trak) {
  const auto head = find_box(trak, "tkhd");
  const auto media = find_box(trak, {"mdia", "mdhd"});
  const auto handler = find_box(trak, {"mdia", "hdlr"});
  const auto description = find_box(trak, {"mdia", "minf", "stbl", "stsd"});
  if (!head || !media || !handler || !description) return bad_mp4("track lacks a box");
  InitTrack track{.id = track_id(head->content), .timescale = media_timescale(media->content)};
  if (track.id == 0 || track.timescale == 0) return bad_mp4("track has no id or no timescale");
  if (handler->content.size() < 12 || description->content.size() < 8) {
    return bad_mp4("track box is cut off");
  }
  track.video = base::as_text(handler->content.subspan(8, 4)) == "vide";
  Boxes entries{description->content.subspan(8)};
  const auto entry = entries.next();
  if (!entry) return bad_mp4("track has no sample entry");
  RETURN_IF_ERROR(read_sample_entry(*entry, track));
  return track;
}

const InitTrack* first_track(const std::vector<InitTrack>& tracks, bool video) {
  const auto found = std::ranges::find(tracks, video, &InitTrack::video);
  return found == tracks.end() ? nullptr : &*found;
}

}  // namespace

const InitTrack* InitSegment::video() const {
  return first_track(tracks, true);
}

const InitTrack* InitSegment::audio() const {
  return first_track(tracks, false);
}

base::Result<InitSegment> parse_init(base::ByteView init) {
  const auto movie = find_box(init, "moov");
  if (!movie) return bad_mp4("init segment has no moov");
  InitSegment segment;
  Boxes boxes{movie->content};
  while (const auto box = boxes.next()) {
    if (box->type != "trak") continue;
    if (segment.tracks.size() == kTracksMax) return bad_mp4("init segment has too many tracks");
    ASSIGN_OR_RETURN(InitTrack track, parse_track(box->content));
    segment.tracks.push_back(std::move(track));
  }
  if (boxes.failed()) return bad_mp4("init segment is cut off");
  return segment;
}

}  // namespace media
