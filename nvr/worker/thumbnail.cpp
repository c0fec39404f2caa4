#include "nvr/worker/thumbnail.h"

#include <algorithm>
#include <optional>

#include "media/codec/jpeg_encoder.h"
#include "media/codec/picture.h"

namespace nvr {
namespace {

constexpr int kJpegQuality = 5;

base::Result<media::Picture> decode_one(media::VideoDecoder& decoder, const ThumbnailJob& job) {
  base::Bytes sample = job.parameter_sets;
  base::append(sample, job.key_frame);
  ASSIGN_OR_RETURN(std::optional<media::Picture> picture, decoder.decode(sample));
  if (!picture) {
    ASSIGN_OR_RETURN(picture, decoder.finish());
  }
  if (!picture) return base::Error{base::ErrorKind::InvalidInput, "no picture in the key frame"};
  return *std::move(picture);
}

int height_for(const media::Picture& picture, int width) {
  const int height = (width * picture.height / picture.width + 1) & ~1;
  return std::clamp(height, 2, media::kPictureSideMax);
}

}  // namespace

base::Result<Thumbnailer> Thumbnailer::open() {
  ASSIGN_OR_RETURN(media::VideoDecoder h264, media::VideoDecoder::open(media::VideoCodec::H264));
  ASSIGN_OR_RETURN(media::VideoDecoder h265, media::VideoDecoder::open(media::VideoCodec::H265));
  Thumbnailer thumbnailer{std::move(h264), std::move(h265)};
  // What scaler and encoder look up once for a process (processor, tables) is looked up here.
  ASSIGN_OR_RETURN(const media::Picture small,
                   thumbnailer.scaler_.scale(media::Picture{64, 64}, 32, 32));
  RETURN_IF_ERROR(media::encode_jpeg(small));
  return thumbnailer;
}

base::Result<base::Bytes> Thumbnailer::make(const ThumbnailJob& job) {
  media::VideoDecoder& decoder = job.codec == media::VideoCodec::H264 ? h264_ : h265_;
  ASSIGN_OR_RETURN(const media::Picture picture, decode_one(decoder, job));
  ASSIGN_OR_RETURN(const media::Picture small,
                   scaler_.scale(picture, job.width, height_for(picture, job.width)));
  return media::encode_jpeg(small, kJpegQuality);
}

}  // namespace nvr
