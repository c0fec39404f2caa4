// AudioSpecificConfig of AAC (ISO/IEC 14496-3, 1.6.2.1): what an MP4's esds and an SDP's config
// say.
//
// Reads the object types of AAC with SBR and PS; marshal() writes plain AAC-LC and its siblings.
// What marshals parses to the same. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace media {

struct AacConfig {
  std::uint8_t object_type = 2;             // of the core: 1 Main, 2 LC, 3 SSR, 4 LTP
  std::uint32_t sample_rate = 16000;        // of the core
  std::uint8_t channels = 1;                // 1 to 8
  std::uint16_t samples_per_frame = 1024;   // or 960
  std::uint32_t extension_sample_rate = 0;  // of SBR; 0 without

  bool operator==(const AacConfig&) const = default;
};

base::Result<AacConfig> parse_aac_config(base::ByteView bytes);
base::Bytes marshal(const AacConfig& config);

std::string codec_string(const AacConfig& config);  // "mp4a.40.2"

}  // namespace media
