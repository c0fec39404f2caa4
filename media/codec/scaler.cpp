#include "media/codec/scaler.h"

#include <array>

#include "media/codec/ffmpeg.h"

namespace media {

struct Scaler::Context {
  ScalerContext sws;
};

Scaler::Scaler() : context_{std::make_unique<Context>()} {}
Scaler::Scaler(Scaler&&) noexcept = default;
Scaler& Scaler::operator=(Scaler&&) noexcept = default;
Scaler::~Scaler() = default;

base::Result<Picture> Scaler::scale(const Picture& picture, int width, int height) {
  quiet_ffmpeg();
  if (!size_is_codable(picture.width, picture.height) || !size_is_codable(width, height)) {
    return base::Error{base::ErrorKind::InvalidInput, "picture size is out of range"};
  }
  // Takes the old context and gives it back, or frees it and makes another.
  context_->sws.reset(sws_getCachedContext(context_->sws.release(), picture.width, picture.height,
                                           AV_PIX_FMT_YUV420P, width, height, AV_PIX_FMT_YUV420P,
                                           SWS_BILINEAR, nullptr, nullptr, nullptr));
  if (context_->sws == nullptr) return codec_error(AVERROR(ENOMEM), "scaler");
  Picture scaled{width, height};
  const std::array<const std::uint8_t*, 3> from{picture.y.data(), picture.u.data(),
                                                picture.v.data()};
  const std::array<int, 3> from_strides{picture.width, picture.width / 2, picture.width / 2};
  const std::array<std::uint8_t*, 3> to{scaled.y.data(), scaled.u.data(), scaled.v.data()};
  const std::array<int, 3> to_strides{width, width / 2, width / 2};
  const int rows = sws_scale(context_->sws.get(), from.data(), from_strides.data(), 0,
                             picture.height, to.data(), to_strides.data());
  if (rows != height) return codec_error(AVERROR_UNKNOWN, "scaler");
  return scaled;
}

}  // namespace media
