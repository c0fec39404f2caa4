// Reads one fragment (a moof and mdat of one track): where its samples lie and how long they last.
//
// Every sample lies inside the fragment's mdat, or the fragment is refused. Inverse of
// fragment_writer.h. Pure; safe from any thread. Specification: ISO/IEC 14496-12 8.8.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace media {

struct SamplePlace {
  std::size_t offset = 0;  // from the fragment's first byte
  std::uint32_t bytes = 0;
  std::uint32_t duration = 0;
  std::int32_t composition_offset = 0;
  bool key = false;
};

struct Fragment {
  std::uint32_t track = 0;
  std::uint32_t sequence = 0;
  std::uint64_t decode_time = 0;     // of the first sample
  std::vector<SamplePlace> samples;  // side by side, in order

  std::uint64_t duration() const;
};

inline constexpr std::size_t kFragmentSamplesMax = 65'536;

base::Result<Fragment> parse_fragment(base::ByteView fragment);

// The bytes of a sample of the fragment that `fragment` was parsed from.
base::ByteView sample_bytes(base::ByteView fragment, const SamplePlace& place);

}  // namespace media
