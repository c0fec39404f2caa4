#include "media/mp4/delivery.h"

#include <algorithm>

#include "base/byte_order.h"
#include "media/mp4/boxes.h"
#include "media/mp4/init_parser.h"
#include "media/mp4/sample_entry.h"

namespace media {
namespace {

bool browsers_play(const InitTrack& track) {
  return track.video || track.sample_entry == "mp4a";
}

bool is_container(std::string_view type) {
  return type == "trak" || type == "mdia" || type == "minf" || type == "stbl";
}

// Copies a track's boxes, its sample entry exchanged for `entry`.
void put_with_entry(BoxWriter& out, base::ByteView content, const base::Bytes& entry) {
  Boxes boxes{content};
  while (const auto box = boxes.next()) {
    if (is_container(box->type)) {
      out.box(box->type, [&] { put_with_entry(out, box->content, entry); });
    } else if (box->type == "stsd") {
      out.full_box("stsd", 0, 0, [&] {
        out.put(std::uint32_t{1});
        out.put(base::ByteView{entry});
      });
    } else {
      out.put(box->whole);
    }
  }
}

// mvex with the defaults of those tracks that are left.
void put_extends(BoxWriter& out, base::ByteView content, const std::vector<std::uint32_t>& left) {
  Boxes boxes{content};
  while (const auto box = boxes.next()) {
    if (box->type == "trex") {
      base::ByteReader reader{box->content};
      reader.take(4);
      if (std::ranges::find(left, reader.get<std::uint32_t>()) == left.end()) continue;
    }
    out.put(box->whole);
  }
}

base::Result<std::string> browser_codec_string(const InitTrack& track, base::ByteView entry) {
  Boxes boxes{entry};
  const auto box = boxes.next();
  if (!box) return bad_mp4("sample entry is cut off");
  InitTrack renamed{.video = track.video};
  RETURN_IF_ERROR(read_sample_entry(*box, renamed));
  return renamed.codec_string;
}

}  // namespace

base::Result<DeliveryInit> init_for_browser(base::ByteView init) {
  ASSIGN_OR_RETURN(const InitSegment segment, parse_init(init));
  const auto brands = find_box(init, "ftyp");
  const auto movie = find_box(init, "moov");
  if (!brands || !movie || segment.video() == nullptr) return bad_mp4("init has no video");
  DeliveryInit delivery{.width = segment.video()->width, .height = segment.video()->height};
  for (const auto& track : segment.tracks) {
    if (browsers_play(track)) delivery.tracks.push_back(track.id);
  }
  BoxWriter out;
  out.put(brands->whole);
  std::string codecs;
  base::Result<void> failed;
  out.box("moov", [&] {
    std::size_t index = 0;
    Boxes boxes{movie->content};
    while (const auto box = boxes.next()) {
      if (box->type == "mvex") {
        out.box("mvex", [&] { put_extends(out, box->content, delivery.tracks); });
      } else if (box->type != "trak") {
        out.put(box->whole);
      } else if (const InitTrack& track = segment.tracks[index++]; browsers_play(track)) {
        const auto entry = entry_for_browser(track.sample_entry_box);
        const auto codec = entry ? browser_codec_string(track, *entry) : entry.error();
        if (!codec) {
          failed = codec.error();
          return;
        }
        out.box("trak", [&] { put_with_entry(out, box->content, *entry); });
        codecs += (codecs.empty() ? "" : ",") + *codec;
      }
    }
  });
  RETURN_IF_ERROR(failed);
  delivery.bytes = std::move(out).take();
  delivery.mime = "video/mp4; codecs=\"" + codecs + "\"";
  return delivery;
}

}  // namespace media
