#include "media/mp4/fragment_parser.h"

#include <optional>

#include "base/byte_order.h"
#include "media/mp4/boxes.h"

namespace media {
namespace {

constexpr std::uint32_t kNotSync = 0x00010000;

struct RunDefaults {
  std::uint32_t duration = 0;
  std::uint32_t bytes = 0;
  std::uint32_t flags = 0;
};

base::Result<RunDefaults> read_track_fragment_header(base::ByteView tfhd, Fragment& fragment) {
  base::ByteReader reader{tfhd};
  const std::uint32_t flags = reader.get<std::uint32_t>() & 0xffffff;
  fragment.track = reader.get<std::uint32_t>();
  if ((flags & 0x01) != 0) return bad_mp4("fragment has offsets into a file");
  if ((flags & 0x02) != 0) reader.take(4);
  RunDefaults defaults;
  if ((flags & 0x08) != 0) defaults.duration = reader.get<std::uint32_t>();
  if ((flags & 0x10) != 0) defaults.bytes = reader.get<std::uint32_t>();
  if ((flags & 0x20) != 0) defaults.flags = reader.get<std::uint32_t>();
  if (reader.failed()) return bad_mp4("tfhd is cut off");
  return defaults;
}

base::Result<void> read_decode_time(base::ByteView tfdt, Fragment& fragment) {
  base::ByteReader reader{tfdt};
  const bool wide = reader.get<std::uint32_t>() >> 24 == 1;
  fragment.decode_time = wide ? reader.get<std::uint64_t>() : reader.get<std::uint32_t>();
  if (reader.failed()) return bad_mp4("tfdt is cut off");
  return {};
}

// What each sample of a run says for itself, by the run's flags.
SamplePlace read_run_sample(base::ByteReader& reader, std::uint32_t flags,
                            const RunDefaults& defaults, std::uint32_t default_flags) {
  SamplePlace sample;
  sample.duration = (flags & 0x100) != 0 ? reader.get<std::uint32_t>() : defaults.duration;
  sample.bytes = (flags & 0x200) != 0 ? reader.get<std::uint32_t>() : defaults.bytes;
  const std::uint32_t own = (flags & 0x400) != 0 ? reader.get<std::uint32_t>() : default_flags;
  sample.key = (own & kNotSync) == 0;
  if ((flags & 0x800) != 0) {
    sample.composition_offset = static_cast<std::int32_t>(reader.get<std::uint32_t>());
  }
  return sample;
}

base::Result<void> read_run(base::ByteView trun, const RunDefaults& defaults,
                            std::optional<std::size_t>& next, Fragment& fragment) {
  base::ByteReader reader{trun};
  const std::uint32_t flags = reader.get<std::uint32_t>() & 0xffffff;
  const auto count = reader.get<std::uint32_t>();
  if ((flags & 0x01) != 0) {
    const auto offset = static_cast<std::int32_t>(reader.get<std::uint32_t>());
    if (offset < 0) return bad_mp4("run lies before its fragment");
    next = static_cast<std::size_t>(offset);
  }
  if (!next) return bad_mp4("run does not say where it lies");
  std::uint32_t first_flags = defaults.flags;
  if ((flags & 0x04) != 0) first_flags = reader.get<std::uint32_t>();
  if (count > kFragmentSamplesMax - fragment.samples.size()) return bad_mp4("too many samples");
  for (std::uint32_t i = 0; i < count; ++i) {
    SamplePlace sample =
        read_run_sample(reader, flags, defaults, i == 0 ? first_flags : defaults.flags);
    if (reader.failed()) return bad_mp4("run is cut off");
    sample.offset = *next;
    *next += sample.bytes;
    fragment.samples.push_back(sample);
  }
  return {};
}

base::Result<void> read_track_fragment(base::ByteView traf, Fragment& fragment) {
  const auto head = find_box(traf, "tfhd");
  const auto time = find_box(traf, "tfdt");
  if (!head || !time) return bad_mp4("track fragment lacks a box");
  ASSIGN_OR_RETURN(const RunDefaults defaults, read_track_fragment_header(head->content, fragment));
  RETURN_IF_ERROR(read_decode_time(time->content, fragment));
  std::optional<std::size_t> next;
  Boxes boxes{traf};
  while (const auto box = boxes.next()) {
    if (box->type != "trun") continue;
    RETURN_IF_ERROR(read_run(box->content, defaults, next, fragment));
  }
  if (boxes.failed()) return bad_mp4("track fragment is cut off");
  return {};
}

// Samples lie side by side in the media, so that a clip can copy them as one piece.
bool samples_fill_media(const Fragment& fragment, std::size_t begin, std::size_t end) {
  std::size_t at = fragment.samples.empty() ? begin : fragment.samples.front().offset;
  if (at < begin) return false;
  for (const auto& sample : fragment.samples) {
    if (sample.offset != at || sample.bytes > end - at) return false;
    at += sample.bytes;
  }
  return at <= end;
}

}  // namespace

std::uint64_t Fragment::duration() const {
  std::uint64_t sum = 0;
  for (const auto& sample : samples) sum += sample.duration;
  return sum;
}

base::Result<Fragment> parse_fragment(base::ByteView bytes) {
  std::optional<Box> moof;
  std::optional<Box> mdat;
  Boxes boxes{bytes};
  while (const auto box = boxes.next()) {
    if (box->type == "moof" && !moof && !mdat) {
      moof = box;
    } else if (box->type == "mdat" && moof && !mdat) {
      mdat = box;
    } else if (box->type == "moof" || box->type == "mdat") {
      return bad_mp4("more than one fragment");
    }
  }
  if (boxes.failed() || !moof || !mdat) return bad_mp4("not a whole fragment");
  const auto head = find_box(moof->content, "mfhd");
  const auto traf = find_box(moof->content, "traf");
  if (!head || !traf) return bad_mp4("fragment lacks a box");
  Fragment fragment;
  base::ByteReader reader{head->content};
  reader.take(4);
  fragment.sequence = reader.get<std::uint32_t>();
  if (reader.failed()) return bad_mp4("mfhd is cut off");
  RETURN_IF_ERROR(read_track_fragment(traf->content, fragment));
  // Offsets count from the moof, which need not be the first box.
  const auto moof_at = static_cast<std::size_t>(moof->whole.data() - bytes.data());
  for (auto& sample : fragment.samples) sample.offset += moof_at;
  const auto media_at = static_cast<std::size_t>(mdat->content.data() - bytes.data());
  if (!samples_fill_media(fragment, media_at, media_at + mdat->content.size())) {
    return bad_mp4("samples lie outside their media");
  }
  return fragment;
}

base::ByteView sample_bytes(base::ByteView fragment, const SamplePlace& place) {
  return fragment.subspan(place.offset, place.bytes);
}

}  // namespace media
