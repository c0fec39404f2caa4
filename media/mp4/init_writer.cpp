#include "media/mp4/init_writer.h"

#include "media/mp4/boxes.h"
#include "media/mp4/sample_entry.h"
#include "media/mp4/track_boxes.h"

namespace media {
namespace {

void put_empty_tables(BoxWriter& out) {
  for (const auto* type : {"stts", "stsc", "stco"}) {
    out.full_box(type, 0, 0, [&] { out.put(std::uint32_t{0}); });
  }
  out.full_box("stsz", 0, 0, [&] { out.put_zeros(8); });
}

template <typename PutEntry>
void put_fragmented_track(BoxWriter& out, const TrackHead& head, PutEntry put_entry) {
  out.box("trak", [&] {
    put_track_header(out, head);
    put_media_box(out, head, [&] {
      out.full_box("stsd", 0, 0, [&] {
        out.put(std::uint32_t{1});
        put_entry();
      });
      put_empty_tables(out);
    });
  });
}

void put_track_extends(BoxWriter& out, std::uint32_t track) {
  out.full_box("trex", 0, 0, [&] {
    out.put(track);
    out.put(std::uint32_t{1});  // the only sample entry
    out.put_zeros(12);          // each fragment says the rest
  });
}

void put_movie(BoxWriter& out, const Tracks& tracks) {
  const VideoFormat& video = tracks.video;
  put_movie_header(out, kVideoTimescale, 0, 0);
  put_fragmented_track(out,
                       {.id = kVideoTrack,
                        .video = true,
                        .width = video.width,
                        .height = video.height,
                        .timescale = kVideoTimescale},
                       [&] { put_video_entry(out, video); });
  if (tracks.audio) {
    put_fragmented_track(
        out, {.id = kAudioTrack, .video = false, .timescale = tracks.audio->sample_rate},
        [&] { put_audio_entry(out, *tracks.audio); });
  }
  out.box("mvex", [&] {
    put_track_extends(out, kVideoTrack);
    if (tracks.audio) put_track_extends(out, kAudioTrack);
  });
}

}  // namespace

base::Result<base::Bytes> write_init(const Tracks& tracks) {
  const VideoFormat& video = tracks.video;
  if (video.decoder_configuration.empty() || video.width == 0 || video.height == 0 ||
      video.width > 0xffff || video.height > 0xffff) {
    return base::Error{base::ErrorKind::InvalidInput, "video format is not complete"};
  }
  if (tracks.audio && (tracks.audio->sample_rate == 0 || tracks.audio->channels == 0)) {
    return base::Error{base::ErrorKind::InvalidInput, "audio format is not complete"};
  }
  BoxWriter out;
  out.box("ftyp", [&] {
    out.put_text("iso6");
    out.put(std::uint32_t{1});
    out.put_text("iso6mp41");
  });
  out.box("moov", [&] { put_movie(out, tracks); });
  return std::move(out).take();
}

}  // namespace media
