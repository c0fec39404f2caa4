// Writes an init segment: ftyp and moov of a fragmented MP4 whose fragments follow.
//
// Sample entries are avc3 or hev1, so parameter sets stay in band and samples stay bit-exact; the
// configuration record holds them as well, which makes relabelling for a browser a matter of names
// (delivery.h). Inverse: init_parser.h. Pure; safe from any thread.
// Specification: ISO/IEC 14496-12 8.2, 8.8; 14496-15 5.4, 8.4.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "media/mp4/track.h"

namespace media {

// InvalidInput when the video has no parameter sets or a size of zero.
base::Result<base::Bytes> write_init(const Tracks& tracks);

}  // namespace media
