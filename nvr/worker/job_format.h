// What custodyd writes to a worker's standard input for each kind of job.
//
// Pure; safe from any thread. Specification: docs/design/worker-jobs.md.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "media/h26x/nal.h"

namespace nvr {

inline constexpr std::size_t kJobBytesMax = 16U << 20;  // any job's whole input

inline constexpr int kExitBadInput = 65;  // sysexits' EX_DATAERR: the bytes are no such job

// A key frame to make a small picture of.
struct ThumbnailJob {
  media::VideoCodec codec = media::VideoCodec::H264;
  std::uint16_t width = 320;   // of the JPEG, even, 16 to 1920; its height follows
  base::Bytes parameter_sets;  // 4-byte length-prefixed NAL units; may be empty when in band
  base::Bytes key_frame;       // the same; not empty
};

base::Bytes marshal(const ThumbnailJob& job);
// Inverse of marshal(); `bytes` is exactly one job.
base::Result<ThumbnailJob> parse_thumbnail_job(base::ByteView bytes);

}  // namespace nvr
