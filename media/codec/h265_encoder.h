// Encodes pictures to H.265, where libx265 is there: for simulated cameras, which encode once.
//
// A few pictures may be held back; what comes out is in the order of what went in, without B
// pictures, parameter sets in band before every key frame. Not thread-safe. Inverse:
// video_decoder.h.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "media/codec/h264_encoder.h"
#include "media/codec/picture.h"

namespace media {

class H265Encoder {
 public:
  static bool available();

  // As for H.264; `effort` is not looked at: always the cheapest. Unavailable without libx265.
  static base::Result<H265Encoder> open(const H264Encoder::Options& options);
  H265Encoder(H265Encoder&&) noexcept;
  H265Encoder& operator=(H265Encoder&&) noexcept;
  ~H265Encoder();

  // Appends what is ready.
  base::Result<void> encode(const Picture& picture, bool force_key,
                            std::vector<EncodedPicture>& out);
  base::Result<void> finish(std::vector<EncodedPicture>& out);  // what was held back

 private:
  struct Codec;
  explicit H265Encoder(std::unique_ptr<Codec> codec);
  base::Result<void> receive(std::vector<EncodedPicture>& out);
  std::unique_ptr<Codec> codec_;
};

}  // namespace media
