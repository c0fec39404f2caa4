// A short film, encoded once and played for ever by every simulated camera.
//
// Immutable once made, so any number of cameras share it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "media/h26x/nal.h"
#include "media/rtp/sample.h"
#include "media/sdp/stream_description.h"
#include "nvr/fleet/frame_stamp_format.h"

namespace nvr {

class Loop {
 public:
  struct Options {
    media::VideoCodec codec = media::VideoCodec::H264;
    int width = 1920;
    int height = 1080;
    int fps = 25;
    int gop = 50;  // pictures
    int gops = 2;  // in the loop
    int bitrate_kbps = 4000;
    std::uint32_t seed = 0;
    base::WallTime start{};  // what the film's clock shows at its beginning
  };

  // Takes about a second for 1080p. Unavailable for H.265 where it cannot be encoded.
  static base::Result<Loop> encode(const Options& options);

  const media::sdp::StreamDescription& description() const { return description_; }
  std::size_t size() const { return frames_.size(); }
  int fps() const { return fps_; }
  std::uint64_t bytes() const;

  // Picture `counter` of an endless stream, with its stamp.
  media::Sample sample(std::uint64_t counter, const FrameStamp& stamp,
                       std::uint32_t rtp_time) const;

 private:
  struct Frame {
    base::Bytes before;  // parameter sets and the like, then comes the stamp
    base::Bytes after;   // the picture
    bool key = false;
  };

  base::Result<void> add(base::ByteView sample, bool key);
  base::Result<void> describe();

  media::VideoCodec codec_ = media::VideoCodec::H264;
  int fps_ = 25;
  media::sdp::StreamDescription description_;
  std::vector<Frame> frames_;
};

}  // namespace nvr
