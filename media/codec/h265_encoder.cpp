#include "media/codec/h265_encoder.h"

#include <array>

#include "media/codec/encoder_session.h"

namespace media {
namespace {

const AVCodec* find_x265() {
  return avcodec_find_encoder_by_name("libx265");
}

}  // namespace

struct H265Encoder::Codec {
  EncoderSession session;
};

H265Encoder::H265Encoder(std::unique_ptr<Codec> codec) : codec_{std::move(codec)} {}
H265Encoder::H265Encoder(H265Encoder&&) noexcept = default;
H265Encoder& H265Encoder::operator=(H265Encoder&&) noexcept = default;
H265Encoder::~H265Encoder() = default;

bool H265Encoder::available() {
  return find_x265() != nullptr;
}

base::Result<H265Encoder> H265Encoder::open(const H264Encoder::Options& options) {
  if (!available()) return base::Error{base::ErrorKind::Unavailable, "libx265 is not there"};
  constexpr std::array<EncoderSession::Setting, 4> kSettings{
      {{"preset", "ultrafast"},
       {"tune", "zerolatency"},
       {"forced-idr", "1"},
       {"x265-params",
        "pools=none:frame-threads=1:repeat-headers=1:scenecut=0:open-gop=0:log-level=none"}}};
  ASSIGN_OR_RETURN(EncoderSession session,
                   EncoderSession::open("H.265 encoder", find_x265(), options, kSettings));
  return H265Encoder{std::make_unique<Codec>(Codec{std::move(session)})};
}

base::Result<void> H265Encoder::encode(const Picture& picture, bool force_key,
                                       std::vector<EncodedPicture>& out) {
  RETURN_IF_ERROR(codec_->session.send(picture, force_key));
  return receive(out);
}

base::Result<void> H265Encoder::finish(std::vector<EncodedPicture>& out) {
  RETURN_IF_ERROR(codec_->session.finish());
  return receive(out);
}

base::Result<void> H265Encoder::receive(std::vector<EncodedPicture>& out) {
  for (;;) {
    ASSIGN_OR_RETURN(auto encoded, codec_->session.receive());
    if (!encoded) return {};
    out.push_back(*std::move(encoded));
  }
}

}  // namespace media
