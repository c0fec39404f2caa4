// The worker's side of a thumbnail: a key frame in, a small JPEG out.
//
// Not thread-safe.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "media/codec/scaler.h"
#include "media/codec/video_decoder.h"
#include "nvr/worker/job_format.h"

namespace nvr {

class Thumbnailer {
 public:
  // Opens every codec a job may need, so that make() needs nothing but memory.
  static base::Result<Thumbnailer> open();

  // InvalidInput when no picture comes out.
  base::Result<base::Bytes> make(const ThumbnailJob& job);

 private:
  Thumbnailer(media::VideoDecoder h264, media::VideoDecoder h265)
      : h264_{std::move(h264)}, h265_{std::move(h265)} {}

  media::VideoDecoder h264_;
  media::VideoDecoder h265_;
  media::Scaler scaler_;
};

}  // namespace nvr
