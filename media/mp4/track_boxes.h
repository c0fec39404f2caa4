// The boxes around a track that init segments and progressive files share.
//
// Pure. Specification: ISO/IEC 14496-12 8.
#pragma once

#include <cstdint>
#include <vector>

#include "media/mp4/boxes.h"

namespace media {

struct TrackHead {
  std::uint32_t id = 1;
  bool video = true;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t timescale = 1;
  std::uint64_t duration = 0;        // in the track's timescale; 0 where fragments follow
  std::uint64_t movie_duration = 0;  // in the movie's timescale
  std::uint32_t created = 0;         // seconds since 1904; 0 is unknown
};

void put_movie_header(BoxWriter& out, std::uint32_t timescale, std::uint64_t duration,
                      std::uint32_t created);
void put_track_header(BoxWriter& out, const TrackHead& head);

// mdia around what `put_sample_tables` writes into its stbl.
template <typename Tables>
void put_media_box(BoxWriter& out, const TrackHead& head, Tables put_sample_tables);

void put_media_header(BoxWriter& out, const TrackHead& head);       // mdhd and hdlr
void put_media_information(BoxWriter& out, const TrackHead& head);  // vmhd or smhd, and dinf

template <typename Tables>
void put_media_box(BoxWriter& out, const TrackHead& head, Tables put_sample_tables) {
  out.box("mdia", [&] {
    put_media_header(out, head);
    out.box("minf", [&] {
      put_media_information(out, head);
      out.box("stbl", put_sample_tables);
    });
  });
}

}  // namespace media
