// Writes one fragment: a moof and mdat of one track, the body of a media record.
//
// The samples' bytes go in as they are. Inverse: fragment_parser.h. Pure; safe from any thread.
// Specification: ISO/IEC 14496-12 8.8.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "media/mp4/track.h"

namespace media {

struct FragmentSample {
  base::ByteView data;         // length-prefixed NAL units, or raw audio
  std::uint32_t duration = 0;  // in the track's timescale
  bool key = true;             // false for pictures that need others
};

// `sequence` counts from 1 in an archive segment or live session, over all its tracks.
// `decode_time` is the first sample's, in the track's timescale. At most 65536 samples.
base::Bytes write_fragment(std::uint32_t track, std::uint32_t sequence, std::uint64_t decode_time,
                           std::span<const FragmentSample> samples);

// How many bytes that makes, beside the samples' own.
std::size_t fragment_overhead_bytes(std::size_t samples);

}  // namespace media
