// The sample tables of a clip, and the head (ftyp, moov, mdat's header) they make.
//
// Pure. Specification: ISO/IEC 14496-12 8.5 to 8.7.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace media {

struct ClipSample {
  std::int64_t decode_time = 0;  // in the track's timescale, counted as all segments' origins are
  std::uint32_t bytes = 0;
  std::uint32_t duration = 0;
  std::int32_t composition_offset = 0;
  bool key = false;
};

struct ClipChunk {
  std::uint64_t at = 0;  // from the first byte of media
  std::uint32_t samples = 0;
  std::uint32_t entry = 1;  // sample entry, counted from 1
};

struct ClipTrack {
  std::uint32_t timescale = 1;
  bool video = true;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<base::Bytes> entries;
  std::vector<ClipSample> samples;  // decode times strictly rise
  std::vector<ClipChunk> chunks;
};

inline constexpr std::uint32_t kClipGapMax = 0x7fff'ffff;  // between two samples of a track

std::chrono::nanoseconds clip_duration(std::span<const ClipTrack> tracks);

// `tracks` begins with the video, and every track has samples. Media follows the head at once.
base::Bytes clip_head(std::span<const ClipTrack> tracks, std::uint64_t media_bytes,
                      std::chrono::sys_seconds created);

}  // namespace media
