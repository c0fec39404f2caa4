#include "media/codec/h264_encoder.h"

#include <array>

#include "media/codec/encoder_session.h"

namespace media {
namespace {

const char* preset_name(H264Encoder::Effort effort) {
  switch (effort) {
    case H264Encoder::Effort::Ultrafast:
      return "ultrafast";
    case H264Encoder::Effort::Superfast:
      return "superfast";
    case H264Encoder::Effort::Veryfast:
      return "veryfast";
  }
  return "superfast";
}

}  // namespace

struct H264Encoder::Codec {
  EncoderSession session;
};

H264Encoder::H264Encoder(std::unique_ptr<Codec> codec) : codec_{std::move(codec)} {}
H264Encoder::H264Encoder(H264Encoder&&) noexcept = default;
H264Encoder& H264Encoder::operator=(H264Encoder&&) noexcept = default;
H264Encoder::~H264Encoder() = default;

base::Result<H264Encoder> H264Encoder::open(const Options& options) {
  // The rate control of "zerolatency" looks at nothing ahead, so a cut in the film may not start a
  // group of pictures by itself: viewers count on the length they were told.
  const std::array<EncoderSession::Setting, 4> settings{
      {{"preset", preset_name(options.effort)},
       {"tune", "zerolatency"},
       {"forced-idr", "1"},
       {"x264-params", "scenecut=0:repeat-headers=1:sliced-threads=0"}}};
  ASSIGN_OR_RETURN(EncoderSession session,
                   EncoderSession::open("H.264 encoder", avcodec_find_encoder_by_name("libx264"),
                                        options, settings));
  return H264Encoder{std::make_unique<Codec>(Codec{std::move(session)})};
}

base::Result<EncodedPicture> H264Encoder::encode(const Picture& picture, bool force_key) {
  RETURN_IF_ERROR(codec_->session.send(picture, force_key));
  ASSIGN_OR_RETURN(auto encoded, codec_->session.receive());
  if (!encoded) {
    return base::Error{base::ErrorKind::Unavailable, "H.264 encoder holds a picture back"};
  }
  return *std::move(encoded);
}

}  // namespace media
