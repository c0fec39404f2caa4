// Feeds and samples for tests of the RTSP server.
#pragma once

#include <memory>
#include <string>

#include "base/random_id.h"
#include "media/h26x/nal_parser.h"
#include "rtsp/feed.h"

namespace rtsp_test {

inline rtsp::Feed::Options video_and_sound() {
  rtsp::Feed::Options options;
  options.name = "Door";
  media::sdp::StreamDescription video;
  video.payload_type = 96;
  video.clock_rate = 90000;
  media::sdp::StreamDescription sound;
  sound.codec = media::sdp::StreamCodec::G711MuLaw;
  sound.payload_type = 0;
  sound.clock_rate = 8000;
  options.tracks = {video, sound};
  return options;
}

// One NAL unit of `bytes`: an IDR slice when `key`.
inline media::Sample picture(bool key, std::uint32_t rtp_time, std::size_t bytes = 100) {
  base::Bytes nal(bytes, 0x55);
  nal[0] = key ? 0x65 : 0x41;
  media::Sample sample;
  media::append_length_prefixed(sample.data, nal);
  sample.key = key;
  sample.rtp_time = rtp_time;
  return sample;
}

inline media::Sample sound(std::uint32_t rtp_time) {
  media::Sample sample;
  sample.data = base::Bytes(320, 0xff);
  sample.key = true;
  sample.rtp_time = rtp_time;
  return sample;
}

class Collector : public rtsp::Receiver {
 public:
  void receive(const std::shared_ptr<const rtsp::Unit>& unit) override { units.push_back(unit); }
  std::vector<std::shared_ptr<const rtsp::Unit>> units;
};

}  // namespace rtsp_test
