// Reads an init segment: which tracks it has and how they are called.
//
// Bounded; boxes that are not known are passed over. Inverse of init_writer.h as far as it
// remembers. Pure; safe from any thread. Specification: ISO/IEC 14496-12 8.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace media {

struct InitTrack {
  std::uint32_t id = 0;
  std::uint32_t timescale = 0;
  bool video = false;
  std::uint32_t width = 0;  // of video
  std::uint32_t height = 0;
  std::string sample_entry;      // "avc3", "hvc1", "ulaw", ...
  std::string codec_string;      // RFC 6381
  base::Bytes sample_entry_box;  // the whole box, for an MP4 made of several segments
  base::Bytes video_config;      // body of avcC or hvcC
};

struct InitSegment {
  std::vector<InitTrack> tracks;

  const InitTrack* video() const;  // the first of its kind, or none
  const InitTrack* audio() const;
};

base::Result<InitSegment> parse_init(base::ByteView init);

}  // namespace media
