// Builds and reads the records that describe a video track's decoder in MP4: the bodies of avcC and
// hvcC.
//
// Pure; safe from any thread. Specification: ISO/IEC 14496-15 5.3.3 and 8.3.3.
#pragma once

#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "media/h26x/sps_parser.h"

namespace media {

struct NalList {
  std::span<const base::Bytes> vps;
  std::span<const base::Bytes> sps;
  std::span<const base::Bytes> pps;
};

base::Bytes make_avcc(const H264Sps& sps, const NalList& nals);
base::Bytes make_hvcc(const H265Sps& sps, const NalList& nals);

// RFC 6381 name of what such a body describes, with `sample_entry` in front.
base::Result<std::string> avcc_codec_string(std::string_view sample_entry, base::ByteView avcc);
base::Result<std::string> hvcc_codec_string(std::string_view sample_entry, base::ByteView hvcc);

// Marks each array of parameter sets as complete (hvc1) instead of "more may come in band".
base::Result<base::Bytes> with_complete_arrays(base::ByteView hvcc);

}  // namespace media
