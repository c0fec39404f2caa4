#include "nvr/ingest/offered_tracks.h"

namespace nvr {

std::optional<media::AudioFormat> offered_audio(const media::sdp::StreamDescription& description) {
  media::AudioFormat format{.sample_rate = description.clock_rate,
                            .channels = description.channels};
  switch (description.codec) {
    case media::sdp::StreamCodec::G711MuLaw:
      format.codec = media::AudioCodec::Pcmu;
      return format;
    case media::sdp::StreamCodec::G711ALaw:
      format.codec = media::AudioCodec::Pcma;
      return format;
    case media::sdp::StreamCodec::Aac:
      format.codec = media::AudioCodec::Aac;
      format.aac_config = description.aac_config;
      return format;
    case media::sdp::StreamCodec::H264:
    case media::sdp::StreamCodec::H265:
      break;
  }
  return std::nullopt;
}

media::ParameterSets offered_parameter_sets(const media::sdp::StreamDescription& description) {
  media::ParameterSets sets{description.codec == media::sdp::StreamCodec::H265
                                ? media::VideoCodec::H265
                                : media::VideoCodec::H264};
  for (const base::Bytes& nal : description.parameter_sets) {
    // They come in band as well; what is wrong here is of no use and does no harm.
    if (const auto taken = sets.update_nal(nal); !taken) break;
  }
  return sets;
}

}  // namespace nvr
