// Decodes H.264 and H.265 samples to pictures.
//
// One thread (the caller's). Pictures larger than kPictureSideMax or other than 8-bit 4:2:0 are
// refused; the levels of full-range video are not converted. Hostile input gives an Error or no
// picture, in bounded memory. Not thread-safe.
#pragma once

#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "media/codec/picture.h"
#include "media/h26x/nal.h"

namespace media {

class VideoDecoder {
 public:
  static base::Result<VideoDecoder> open(VideoCodec codec);
  VideoDecoder(VideoDecoder&&) noexcept;
  VideoDecoder& operator=(VideoDecoder&&) noexcept;
  ~VideoDecoder();

  // Gives one sample (length-prefixed NAL units, parameter sets in band) and takes the next
  // picture, if one is ready.
  base::Result<std::optional<Picture>> decode(base::ByteView sample);

  // After the last sample: the pictures held back, one a call, then none.
  base::Result<std::optional<Picture>> finish();

 private:
  struct Codec;
  explicit VideoDecoder(std::unique_ptr<Codec> codec);
  std::unique_ptr<Codec> codec_;
};

}  // namespace media
