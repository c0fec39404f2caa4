#include "nvr/thumbnail/thumbnail_desk.h"

#include <algorithm>
#include <utility>

#include "base/byte_order.h"
#include "media/mp4/fragment_parser.h"
#include "media/mp4/init_parser.h"

namespace nvr {
namespace {

// Within the keeper's hour, so that a key kept here never saves a line of the journal.
constexpr std::chrono::minutes kDayKeyKept{10};
constexpr std::chrono::seconds kThumbnailReach{30};

// One name for both what a day key opens: the camera and the day, in the shape of an id.
base::Id day_key_id(const ThumbnailName& name) {
  base::Id id = name.camera;
  for (std::size_t i = 0; i < 4; ++i) {
    id.bytes[i] ^= static_cast<std::uint8_t>(name.day >> (8 * i));
  }
  return id;
}

base::Bytes with_lengths(const std::vector<base::Bytes>& units) {
  base::ByteWriter writer;
  for (const base::Bytes& unit : units) {
    writer.put(static_cast<std::uint32_t>(unit.size()));
    writer.put(base::ByteView{unit});
  }
  return std::move(writer).take();
}

base::Error nothing_there() {
  return {base::ErrorKind::NotFound, "nothing is recorded there"};
}

}  // namespace

struct ThumbnailDesk::Place {
  storage::SegmentReader reader;
  SegmentMedia media;
  storage::IndexEntry record;
  ThumbnailName name;
};

ThumbnailDesk::ThumbnailDesk(const FootageView& view, FootageStore& store, ThumbnailCache& cache,
                             const base::Clock& clock, Sources sources)
    : view_{view},
      store_{store},
      cache_{cache},
      sources_{std::move(sources)},
      day_keys_{clock, {.kept = kDayKeyKept}} {}

base::Result<ThumbnailDesk::Place> ThumbnailDesk::find(const base::Id& camera,
                                                       base::WallTime at) const {
  base::WallTime before = at + std::chrono::milliseconds{1};
  // A segment that begins without a key frame is shown by the one before it.
  for (int step = 0; step < 2; ++step) {
    ASSIGN_OR_RETURN(const auto segment, view_.segment_before(camera, "main", before));
    if (!segment || segment->to + kThumbnailReach < at) return nothing_there();
    ASSIGN_OR_RETURN(auto reader, store_.open(*segment));
    ASSIGN_OR_RETURN(auto media, media_of(reader));
    const auto found = std::ranges::find_if(
        media.records.rbegin(), media.records.rend(),
        [&](const MediaRecord& record) { return record.key && record.from <= at; });
    if (found != media.records.rend() && media.init) {
      const ThumbnailName name{camera, segment->segment, reader.header().day_key_day,
                               found->entry.header.number};
      const storage::IndexEntry entry = found->entry;
      return Place{std::move(reader), std::move(media), entry, name};
    }
    before = segment->from;
  }
  return nothing_there();
}

base::Result<crypto::Secret> ThumbnailDesk::day_key(const ThumbnailName& name,
                                                    const Viewer& viewer) {
  const base::Id id = day_key_id(name);
  if (auto kept = day_keys_.find(viewer.session, id)) return *std::move(kept);
  ASSIGN_OR_RETURN(auto key, sources_.day_key(name.camera, name.day, viewer.use.actor));
  day_keys_.put(viewer.session, id, key);
  return key;
}

base::Result<base::Bytes> ThumbnailDesk::make(Place& place, const Viewer& viewer) {
  ASSIGN_OR_RETURN(auto key, store_.key_of(place.reader, viewer));
  ASSIGN_OR_RETURN(const base::Bytes init, place.reader.open_record(*place.media.init, key));
  ASSIGN_OR_RETURN(const base::Bytes opened, place.reader.open_record(place.record, key));
  ASSIGN_OR_RETURN(const auto fragment, media::parse_fragment(opened));
  if (fragment.samples.empty()) return nothing_there();
  ASSIGN_OR_RETURN(const auto context, place.reader.context());
  const auto picture = media::sample_bytes(opened, fragment.samples.front());
  ThumbnailJob job;
  const bool h265 =
      place.media.video_codec.starts_with("hev1") || place.media.video_codec.starts_with("hvc1");
  job.codec = h265 ? media::VideoCodec::H265 : media::VideoCodec::H264;
  job.parameter_sets = with_lengths(context.parameter_sets);
  job.key_frame.assign(picture.begin(), picture.end());
  return sources_.make(job);
}

base::Result<base::Bytes> ThumbnailDesk::thumbnail(const base::Id& camera, base::WallTime at,
                                                   const Viewer& viewer) {
  ASSIGN_OR_RETURN(Place place, find(camera, at));
  ASSIGN_OR_RETURN(const crypto::Secret key, day_key(place.name, viewer));
  if (const auto kept = cache_.find(place.name)) {
    auto jpeg = open_thumbnail(place.name, key, *kept);
    if (jpeg) return jpeg;  // else it decayed, or another key sealed it: made anew
  }
  ASSIGN_OR_RETURN(auto jpeg, make(place, viewer));
  // A full disk is no reason not to show it.
  if (const auto sealed = seal_thumbnail(place.name, key, jpeg)) {
    (void)cache_.put(place.name, *sealed);
  }
  return jpeg;
}

}  // namespace nvr
