// Encodes pictures to H.264 without delay: each goes in and comes out in the same call.
//
// One thread (the caller's), no B pictures, parameter sets in band before every key frame.
// Not thread-safe. Inverse: video_decoder.h.
#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"
#include "media/codec/picture.h"

namespace media {

struct EncodedPicture {
  base::Bytes data;  // 4-byte length-prefixed NAL units
  bool key = false;
};

class H264Encoder {
 public:
  enum class Effort { Ultrafast, Superfast, Veryfast };
  struct Options {
    int width = 1920;  // even, 16 to kPictureSideMax
    int height = 1080;
    int fps = 25;
    int bitrate_kbps = 4000;  // held over one second
    int gop = 50;             // pictures from key frame to key frame, at most
    Effort effort = Effort::Superfast;
  };

  static base::Result<H264Encoder> open(const Options& options);
  H264Encoder(H264Encoder&&) noexcept;
  H264Encoder& operator=(H264Encoder&&) noexcept;
  ~H264Encoder();

  // InvalidInput for a picture of another size.
  base::Result<EncodedPicture> encode(const Picture& picture, bool force_key = false);

 private:
  struct Codec;
  explicit H264Encoder(std::unique_ptr<Codec> codec);
  std::unique_ptr<Codec> codec_;
};

}  // namespace media
