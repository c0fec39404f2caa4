// What a media section of an SDP means to us: the codec, its out-of-band parameters, and the
// depacketizer to use. describe() reads a section, make_media() writes one for our own cameras.
//
// Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "media/rtp/aac_depacketizer.h"
#include "media/rtp/depacketizer.h"
#include "media/sdp/sdp_format.h"

namespace media::sdp {

enum class StreamCodec { H264, H265, G711MuLaw, G711ALaw, Aac };

bool is_video(StreamCodec codec);

struct StreamDescription {
  StreamCodec codec = StreamCodec::H264;
  std::uint8_t payload_type = 96;
  std::uint32_t clock_rate = 90000;
  std::uint8_t channels = 1;
  std::string control;
  std::optional<double> framerate;
  std::vector<base::Bytes> parameter_sets;  // NAL units: (VPS,) SPS, PPS; may be empty
  base::Bytes aac_config;                   // AudioSpecificConfig
  AacFraming aac_framing;

  bool operator==(const StreamDescription&) const = default;
};

// The first format of `media` that we know. Broken parameter sets are dropped, as they come in band
// as well; a broken AAC configuration is an error.
base::Result<StreamDescription> describe(const Media& media);

// Inverse of describe().
Media make_media(const StreamDescription& stream);

std::unique_ptr<Depacketizer> make_depacketizer(const StreamDescription& stream);

}  // namespace media::sdp
