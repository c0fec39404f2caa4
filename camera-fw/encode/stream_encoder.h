// One stream of the camera and its encoder.
//
// Formats are plain values. A StreamEncoder belongs to one thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "media/codec/h264_encoder.h"
#include "media/rtp/sample.h"

namespace camera_fw {

enum class StreamName : std::uint8_t { Main = 0, Sub = 1 };
inline constexpr std::size_t kStreamCount = 2;

constexpr std::size_t index_of(StreamName stream) {
  return static_cast<std::size_t>(stream);
}
std::string_view to_string(StreamName stream);  // "main", "sub"

inline constexpr std::uint32_t kVideoRate = 90000;  // ticks of RTP a second

using StreamFormats = std::array<media::H264Encoder::Options, kStreamCount>;

// 1920x1080 and 640x360 at 25 pictures a second, a key frame every two seconds. The cheapest
// effort: it takes a third less of a core than the next, for a fifth more bits.
StreamFormats default_formats();

// The SPS and PPS that an encoder of this format sends, learned from one that is closed again.
base::Result<std::vector<base::Bytes>> parameter_sets_of(const media::H264Encoder::Options& format);

class StreamEncoder {
 public:
  static base::Result<StreamEncoder> open(const media::H264Encoder::Options& format);

  // `wanted` asks for a key frame; it is one unless the last is less than a second old.
  base::Result<media::Sample> encode(const media::Picture& picture, std::uint32_t rtp_time,
                                     bool wanted);

 private:
  StreamEncoder(media::H264Encoder encoder, int fps) : encoder_{std::move(encoder)}, fps_{fps} {}

  media::H264Encoder encoder_;
  int fps_;
  int since_key_ = 0;     // pictures, it included
  bool key_due_ = false;  // wanted, and not yet given
};

}  // namespace camera_fw
