// Init segments and fragments that tests of MP4 share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "media/h26x/parameter_sets.h"
#include "media/mp4/fragment_writer.h"
#include "media/mp4/init_writer.h"
#include "tests/support/key_frame.h"

namespace media::test {

inline VideoFormat video_format(VideoCodec codec = VideoCodec::H264) {
  ParameterSets sets{codec};
  (void)sets.update(test_support::key_frame(codec)).value();
  return sets.format().value();
}

inline const AudioFormat kMuLaw{.codec = AudioCodec::Pcmu};

inline AudioFormat aac() {
  return {.codec = AudioCodec::Aac,
          .sample_rate = 48'000,
          .channels = 2,
          .aac_config = {0x11, 0x90}};  // low complexity
}

inline base::Bytes init(std::optional<AudioFormat> audio = {},
                        VideoCodec codec = VideoCodec::H264) {
  return write_init({.video = video_format(codec), .audio = std::move(audio)}).value();
}

// A fragment whose samples are these texts, the first one a key sample.
inline base::Bytes fragment(std::uint32_t track, std::uint64_t decode_time, std::uint32_t duration,
                            const std::vector<std::string>& texts) {
  std::vector<FragmentSample> samples;
  for (const auto& text : texts) {
    samples.push_back({.data = base::as_bytes(text),
                       .duration = duration,
                       .key = track != kVideoTrack || samples.empty()});
  }
  return write_fragment(track, 1, decode_time, samples);
}

}  // namespace media::test
