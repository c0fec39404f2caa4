#include "media/mp4/track_boxes.h"

namespace media {
namespace {

void put_unity_matrix(BoxWriter& out) {
  for (const std::uint32_t value : {0x10000U, 0U, 0U, 0U, 0x10000U, 0U, 0U, 0U, 0x40000000U}) {
    out.put(value);
  }
}

}  // namespace

void put_movie_header(BoxWriter& out, std::uint32_t timescale, std::uint64_t duration,
                      std::uint32_t created) {
  out.full_box("mvhd", 1, 0, [&] {
    out.put(std::uint64_t{created});
    out.put(std::uint64_t{created});
    out.put(timescale);
    out.put(duration);
    out.put(std::uint32_t{0x10000});  // rate
    out.put(std::uint16_t{0x100});    // volume
    out.put_zeros(10);
    put_unity_matrix(out);
    out.put_zeros(24);
    out.put(std::uint32_t{3});  // next track id
  });
}

void put_track_header(BoxWriter& out, const TrackHead& head) {
  constexpr std::uint32_t kEnabledInMovie = 3;
  out.full_box("tkhd", 1, kEnabledInMovie, [&] {
    out.put(std::uint64_t{head.created});
    out.put(std::uint64_t{head.created});
    out.put(head.id);
    out.put_zeros(4);
    out.put(head.movie_duration);
    out.put_zeros(8 + 2 + 2);
    out.put(static_cast<std::uint16_t>(head.video ? 0 : 0x100));  // volume
    out.put_zeros(2);
    put_unity_matrix(out);
    out.put(head.width << 16);
    out.put(head.height << 16);
  });
}

void put_media_header(BoxWriter& out, const TrackHead& head) {
  out.full_box("mdhd", 1, 0, [&] {
    out.put(std::uint64_t{head.created});
    out.put(std::uint64_t{head.created});
    out.put(head.timescale);
    out.put(head.duration);
    out.put(std::uint16_t{0x55c4});  // language "und"
    out.put_zeros(2);
  });
  out.full_box("hdlr", 0, 0, [&] {
    out.put_zeros(4);
    out.put_text(head.video ? "vide" : "soun");
    out.put_zeros(12);
    out.put_text(head.video ? "video" : "audio");
    out.put_zeros(1);
  });
}

void put_media_information(BoxWriter& out, const TrackHead& head) {
  if (head.video) {
    out.full_box("vmhd", 0, 1, [&] { out.put_zeros(8); });
  } else {
    out.full_box("smhd", 0, 0, [&] { out.put_zeros(4); });
  }
  out.box("dinf", [&] {
    out.full_box("dref", 0, 0, [&] {
      out.put(std::uint32_t{1});
      out.full_box("url ", 0, 1, [] {});  // the media is in this file
    });
  });
}

}  // namespace media
