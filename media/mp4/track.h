// What an MP4 file says of a track before its first sample.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "media/h26x/parameter_sets.h"

namespace media {

inline constexpr std::uint32_t kVideoTrack = 1;  // track ids of every file we write
inline constexpr std::uint32_t kAudioTrack = 2;
inline constexpr std::uint32_t kVideoTimescale = 90'000;  // that of RTP video

enum class AudioCodec : std::uint8_t { Pcmu, Pcma, Aac };

struct AudioFormat {
  AudioCodec codec = AudioCodec::Pcmu;
  std::uint32_t sample_rate = 8000;  // is the track's timescale
  std::uint16_t channels = 1;
  base::Bytes aac_config;  // AudioSpecificConfig; for AAC only
};

// The tracks of one stream. Audio has no place without video.
struct Tracks {
  VideoFormat video;
  std::optional<AudioFormat> audio;
};

}  // namespace media
