#include "camera-fw/encode/stream_encoder.h"

#include <utility>

#include "media/h26x/parameter_sets.h"

namespace camera_fw {

std::string_view to_string(StreamName stream) {
  return stream == StreamName::Main ? "main" : "sub";
}

StreamFormats default_formats() {
  using Effort = media::H264Encoder::Effort;
  return {{{.width = 1920,
            .height = 1080,
            .fps = 25,
            .bitrate_kbps = 4000,
            .gop = 50,
            .effort = Effort::Ultrafast},
           {.width = 640,
            .height = 360,
            .fps = 25,
            .bitrate_kbps = 600,
            .gop = 50,
            .effort = Effort::Ultrafast}}};
}

base::Result<std::vector<base::Bytes>> parameter_sets_of(
    const media::H264Encoder::Options& format) {
  ASSIGN_OR_RETURN(auto encoder, media::H264Encoder::open(format));
  ASSIGN_OR_RETURN(const auto first, encoder.encode(media::Picture{format.width, format.height}));
  media::ParameterSets sets{media::VideoCodec::H264};
  RETURN_IF_ERROR(sets.update(first.data));
  std::vector<base::Bytes> all = sets.sps();
  all.insert(all.end(), sets.pps().begin(), sets.pps().end());
  return all;
}

base::Result<StreamEncoder> StreamEncoder::open(const media::H264Encoder::Options& format) {
  ASSIGN_OR_RETURN(auto encoder, media::H264Encoder::open(format));
  return StreamEncoder{std::move(encoder), format.fps};
}

base::Result<media::Sample> StreamEncoder::encode(const media::Picture& picture,
                                                  std::uint32_t rtp_time, bool wanted) {
  key_due_ = key_due_ || wanted;
  const bool force = key_due_ && since_key_ >= fps_;
  ASSIGN_OR_RETURN(auto encoded, encoder_.encode(picture, force));
  if (encoded.key) {
    since_key_ = 0;
    key_due_ = false;
  }
  ++since_key_;
  media::Sample sample;
  sample.data = std::move(encoded.data);
  sample.rtp_time = rtp_time;
  sample.key = encoded.key;
  return sample;
}

}  // namespace camera_fw
