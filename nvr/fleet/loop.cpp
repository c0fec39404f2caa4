#include "nvr/fleet/loop.h"

#include <algorithm>
#include <utility>

#include "media/codec/h264_encoder.h"
#include "media/codec/scaler.h"
#include "media/h26x/nal_parser.h"
#include "media/h26x/parameter_sets.h"
#include "media/scene/scene.h"

namespace nvr {
namespace {

constexpr std::uint8_t kVideoPayload = 96;
constexpr int kNoiseDepth = 12;  // of 255: grain, as a cheap sensor has it at night

// The scene alone is too easy to reach the bit rate of a real camera.
class Grain {
 public:
  explicit Grain(std::uint32_t seed) : state_{seed * 2654435761U + 1} {}

  void add(std::vector<std::uint8_t>& luma) {
    for (auto& value : luma) {
      state_ ^= state_ << 13U;
      state_ ^= state_ >> 17U;
      state_ ^= state_ << 5U;
      const int noise = static_cast<int>(state_ % (2 * kNoiseDepth + 1)) - kNoiseDepth;
      value = static_cast<std::uint8_t>(std::clamp(value + noise, 16, 235));
    }
  }

 private:
  std::uint32_t state_;
};

// The pictures of a loop, one after the other.
class Film {
 public:
  explicit Film(const Loop::Options& options)
      : options_{options},
        scene_{{.camera_name = "Fleet", .seed = options.seed, .fps = options.fps}},
        grain_{options.seed} {}

  base::Result<media::Picture> picture(std::uint32_t counter) {
    using std::chrono::milliseconds;
    const milliseconds passed{std::int64_t{counter} * 1000 / options_.fps};
    const auto time = std::chrono::time_point_cast<milliseconds>(options_.start) + passed;
    media::Picture picture = scene_.draw(counter, time);
    if (options_.width != picture.width || options_.height != picture.height) {
      ASSIGN_OR_RETURN(picture, scaler_.scale(picture, options_.width, options_.height));
    }
    grain_.add(picture.y);
    return picture;
  }

 private:
  const Loop::Options& options_;
  media::Scene scene_;
  media::Scaler scaler_;
  Grain grain_;
};

}  // namespace

base::Result<Loop> Loop::encode(const Options& options) {
  using Effort = media::H264Encoder::Effort;
  ASSIGN_OR_RETURN(auto encoder, media::H264Encoder::open({.width = options.width,
                                                           .height = options.height,
                                                           .fps = options.fps,
                                                           .bitrate_kbps = options.bitrate_kbps,
                                                           .gop = options.gop,
                                                           .effort = Effort::Ultrafast}));
  Loop loop;
  loop.fps_ = options.fps;
  media::ParameterSets sets{media::VideoCodec::H264};
  Film film{options};
  const int count = options.gop * options.gops;
  for (int i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(const auto picture, film.picture(static_cast<std::uint32_t>(i)));
    // The loop must be able to follow on itself.
    ASSIGN_OR_RETURN(const auto encoded, encoder.encode(picture, i % options.gop == 0));
    RETURN_IF_ERROR(sets.update(encoded.data));
    ASSIGN_OR_RETURN(Frame frame, split(encoded.data, encoded.key));
    loop.frames_.push_back(std::move(frame));
  }
  loop.description_.payload_type = kVideoPayload;
  loop.description_.framerate = options.fps;
  loop.description_.parameter_sets = sets.sps();
  loop.description_.parameter_sets.insert(loop.description_.parameter_sets.end(),
                                          sets.pps().begin(), sets.pps().end());
  return loop;
}

base::Result<Loop::Frame> Loop::split(base::ByteView sample, bool key) {
  Frame frame;
  frame.key = key;
  media::LengthPrefixedNals nals{sample};
  while (const auto nal = nals.next()) {
    const auto type = media::nal_type(media::VideoCodec::H264, *nal);
    const bool picture = media::is_picture(media::VideoCodec::H264, type);
    media::append_length_prefixed(picture ? frame.after : frame.before, *nal);
  }
  if (nals.failed() || frame.after.empty()) {
    return base::Error{base::ErrorKind::Corrupt, "the encoder's picture cannot be taken apart"};
  }
  return frame;
}

std::uint64_t Loop::bytes() const {
  std::uint64_t sum = 0;
  for (const Frame& frame : frames_) sum += frame.before.size() + frame.after.size();
  return sum;
}

media::Sample Loop::sample(std::uint64_t counter, const FrameStamp& stamp,
                           std::uint32_t rtp_time) const {
  const Frame& frame = frames_[counter % frames_.size()];
  const base::Bytes nal = make_frame_stamp(media::VideoCodec::H264, stamp);
  media::Sample sample;
  sample.data.reserve(frame.before.size() + nal.size() + 4 + frame.after.size());
  base::append(sample.data, frame.before);
  media::append_length_prefixed(sample.data, nal);
  base::append(sample.data, frame.after);
  sample.rtp_time = rtp_time;
  sample.key = frame.key;
  return sample;
}

}  // namespace nvr
