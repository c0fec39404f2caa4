// What our encoders share: one encoder of FFmpeg's, fed with pictures at a fixed rate. For the
// sources in this folder only. Not thread-safe.
#pragma once

#include <optional>
#include <span>
#include <utility>

#include "base/result.h"
#include "media/codec/ffmpeg.h"
#include "media/codec/h264_encoder.h"

namespace media {

class EncoderSession {
 public:
  using Setting = std::pair<const char*, const char*>;  // as the encoder names them

  // `name` is told in errors; Unavailable when there is no such codec.
  static base::Result<EncoderSession> open(const char* name, const AVCodec* codec,
                                           const H264Encoder::Options& options,
                                           std::span<const Setting> settings);

  // InvalidInput for a picture of another size.
  base::Result<void> send(const Picture& picture, bool force_key);
  base::Result<void> finish();  // what is held back comes out
  // The next picture that is ready.
  base::Result<std::optional<EncodedPicture>> receive();

 private:
  EncoderSession(const char* name, CodecContext context, Packet packet)
      : name_{name}, context_{std::move(context)}, packet_{std::move(packet)} {}

  const char* name_;
  CodecContext context_;
  Packet packet_;
  std::int64_t next_time_ = 0;
};

}  // namespace media
