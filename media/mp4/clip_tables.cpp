#include "media/mp4/clip_tables.h"

#include <algorithm>
#include <utility>

#include "media/mp4/boxes.h"
#include "media/mp4/track.h"
#include "media/mp4/track_boxes.h"

namespace media {
namespace {

constexpr std::int64_t kSecondsTo1970 = 2'082'844'800;  // from 1904, where MP4's dates begin

std::int64_t rescaled(std::int64_t value, std::uint32_t from, std::uint32_t to) {
  const auto divisor = static_cast<std::int64_t>(from);
  return value / divisor * to + value % divisor * to / divisor;
}

std::int64_t track_start(const ClipTrack& track) {
  return track.samples.front().decode_time;
}

std::uint64_t track_duration(const ClipTrack& track) {
  const ClipSample& last = track.samples.back();
  return static_cast<std::uint64_t>(last.decode_time - track_start(track)) + last.duration;
}

// How long each sample lasts: until the next, so that a gap is silence or a still picture and what
// follows is at its right time.
std::uint32_t shown_duration(const ClipTrack& track, std::size_t index) {
  if (index + 1 == track.samples.size()) return track.samples[index].duration;
  return static_cast<std::uint32_t>(track.samples[index + 1].decode_time -
                                    track.samples[index].decode_time);
}

// Runs of equal values, as stts and ctts hold them.
template <typename Value>
void put_runs(BoxWriter& out, std::size_t count, Value value_at) {
  const std::size_t count_at = out.size();
  out.put(std::uint32_t{0});
  std::uint32_t runs = 0;
  for (std::size_t i = 0; i < count;) {
    const std::uint32_t value = value_at(i);
    std::size_t end = i + 1;
    while (end < count && value_at(end) == value) ++end;
    out.put(static_cast<std::uint32_t>(end - i));
    out.put(value);
    ++runs;
    i = end;
  }
  out.patch(count_at, runs);
}

void put_descriptions(BoxWriter& out, const ClipTrack& track) {
  out.full_box("stsd", 0, 0, [&] {
    out.put(static_cast<std::uint32_t>(track.entries.size()));
    for (const auto& entry : track.entries) out.put(base::ByteView{entry});
  });
}

void put_times(BoxWriter& out, const ClipTrack& track) {
  const auto& samples = track.samples;
  out.full_box("stts", 0, 0, [&] {
    put_runs(out, samples.size(), [&](std::size_t i) { return shown_duration(track, i); });
  });
  const auto late = [](const ClipSample& sample) { return sample.composition_offset != 0; };
  if (std::ranges::any_of(samples, late)) {
    out.full_box("ctts", 1, 0, [&] {
      put_runs(out, samples.size(), [&](std::size_t i) {
        return static_cast<std::uint32_t>(samples[i].composition_offset);
      });
    });
  }
  if (std::ranges::all_of(samples, &ClipSample::key)) return;
  out.full_box("stss", 0, 0, [&] {
    out.put(static_cast<std::uint32_t>(std::ranges::count_if(samples, &ClipSample::key)));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (samples[i].key) out.put(static_cast<std::uint32_t>(i + 1));
    }
  });
}

void put_places(BoxWriter& out, const ClipTrack& track, std::uint64_t media_at) {
  out.full_box("stsc", 0, 0, [&] {
    const std::size_t count_at = out.size();
    out.put(std::uint32_t{0});
    std::uint32_t runs = 0;
    for (std::size_t i = 0; i < track.chunks.size(); ++i) {
      const ClipChunk& chunk = track.chunks[i];
      const bool same = i > 0 && track.chunks[i - 1].samples == chunk.samples &&
                        track.chunks[i - 1].entry == chunk.entry;
      if (same) continue;
      out.put(static_cast<std::uint32_t>(i + 1));
      out.put(chunk.samples);
      out.put(chunk.entry);
      ++runs;
    }
    out.patch(count_at, runs);
  });
  out.full_box("stsz", 0, 0, [&] {
    out.put(std::uint32_t{0});
    out.put(static_cast<std::uint32_t>(track.samples.size()));
    for (const auto& sample : track.samples) out.put(sample.bytes);
  });
  // Always the wide form: the head's size then does not depend on where the media lies.
  out.full_box("co64", 0, 0, [&] {
    out.put(static_cast<std::uint32_t>(track.chunks.size()));
    for (const auto& chunk : track.chunks) out.put(media_at + chunk.at);
  });
}

// Brings a track that starts later or earlier than the video to its place.
void put_edits(BoxWriter& out, const ClipTrack& track, const ClipTrack& video) {
  const std::int64_t video_start = track_start(video);
  const std::int64_t late = rescaled(track_start(track), track.timescale, kVideoTimescale) -
                            rescaled(video_start, video.timescale, kVideoTimescale);
  const auto duration = static_cast<std::int64_t>(track_duration(track));
  const std::int64_t skipped = late < 0 ? rescaled(-late, kVideoTimescale, track.timescale) : 0;
  const std::int64_t shown = std::max<std::int64_t>(
      0, rescaled(duration - std::min(skipped, duration), track.timescale, kVideoTimescale));
  const auto put_edit = [&](std::int64_t length, std::int64_t media_time) {
    out.put(static_cast<std::uint64_t>(length));
    out.put(static_cast<std::uint64_t>(media_time));
    out.put(std::uint32_t{0x10000});
  };
  out.box("edts", [&] {
    out.full_box("elst", 1, 0, [&] {
      out.put(std::uint32_t{late > 0 ? 2U : 1U});
      if (late > 0) put_edit(late, -1);
      put_edit(shown, skipped);
    });
  });
}

void put_clip_track(BoxWriter& out, const ClipTrack& track, const ClipTrack& video,
                    std::uint64_t media_at, std::uint32_t created) {
  const std::uint64_t duration = track_duration(track);
  const TrackHead head{.id = track.video ? kVideoTrack : kAudioTrack,
                       .video = track.video,
                       .width = track.width,
                       .height = track.height,
                       .timescale = track.timescale,
                       .duration = duration,
                       .movie_duration = static_cast<std::uint64_t>(rescaled(
                           static_cast<std::int64_t>(duration), track.timescale, kVideoTimescale)),
                       .created = created};
  out.box("trak", [&] {
    put_track_header(out, head);
    put_edits(out, track, video);
    put_media_box(out, head, [&] {
      put_descriptions(out, track);
      put_times(out, track);
      put_places(out, track, media_at);
    });
  });
}

base::Bytes clip_head_at(std::span<const ClipTrack> tracks, std::uint64_t media_bytes,
                         std::uint32_t created, std::uint64_t media_at) {
  BoxWriter out;
  out.box("ftyp", [&] {
    out.put_text("isom");
    out.put(std::uint32_t{0x200});
    out.put_text("isomiso2mp41");
  });
  out.box("moov", [&] {
    const auto duration = std::chrono::duration_cast<
        std::chrono::duration<std::uint64_t, std::ratio<1, kVideoTimescale>>>(
        clip_duration(tracks));
    put_movie_header(out, kVideoTimescale, duration.count(), created);
    for (const auto& track : tracks) {
      put_clip_track(out, track, tracks.front(), media_at, created);
    }
  });
  const bool wide = media_bytes + 8 > 0xffff'ffff;
  out.put(wide ? 1U : static_cast<std::uint32_t>(media_bytes + 8));
  out.put_text("mdat");
  if (wide) out.put(media_bytes + 16);
  return std::move(out).take();
}

}  // namespace

std::chrono::nanoseconds clip_duration(std::span<const ClipTrack> tracks) {
  std::chrono::nanoseconds longest{};
  for (const auto& track : tracks) {
    const std::int64_t duration =
        rescaled(static_cast<std::int64_t>(track_duration(track)), track.timescale, 1'000'000'000);
    longest = std::max(longest, std::chrono::nanoseconds{duration});
  }
  return longest;
}

base::Bytes clip_head(std::span<const ClipTrack> tracks, std::uint64_t media_bytes,
                      std::chrono::sys_seconds created) {
  const std::int64_t seconds = created.time_since_epoch().count() + kSecondsTo1970;
  const std::uint32_t date =
      created.time_since_epoch().count() > 0 && std::in_range<std::uint32_t>(seconds)
          ? static_cast<std::uint32_t>(seconds)
          : 0;
  const std::size_t head_bytes = clip_head_at(tracks, media_bytes, date, 0).size();
  return clip_head_at(tracks, media_bytes, date, head_bytes);
}

}  // namespace media
