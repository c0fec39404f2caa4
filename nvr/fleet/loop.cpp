#include "nvr/fleet/loop.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "media/codec/h264_encoder.h"
#include "media/codec/h265_encoder.h"
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

// Either codec behind one face.
class LoopEncoder {
 public:
  static base::Result<LoopEncoder> open(const Loop::Options& options) {
    const media::H264Encoder::Options format{.width = options.width,
                                             .height = options.height,
                                             .fps = options.fps,
                                             .bitrate_kbps = options.bitrate_kbps,
                                             .gop = options.gop,
                                             .effort = media::H264Encoder::Effort::Ultrafast};
    LoopEncoder encoder;
    if (options.codec == media::VideoCodec::H265) {
      ASSIGN_OR_RETURN(encoder.h265_, media::H265Encoder::open(format));
    } else {
      ASSIGN_OR_RETURN(encoder.h264_, media::H264Encoder::open(format));
    }
    return encoder;
  }

  base::Result<void> encode(const media::Picture& picture, bool key,
                            std::vector<media::EncodedPicture>& out) {
    if (h265_) return h265_->encode(picture, key, out);
    ASSIGN_OR_RETURN(auto encoded, h264_->encode(picture, key));
    out.push_back(std::move(encoded));
    return {};
  }
  base::Result<void> finish(std::vector<media::EncodedPicture>& out) {
    return h265_ ? h265_->finish(out) : base::Result<void>{};
  }

 private:
  std::optional<media::H264Encoder> h264_;
  std::optional<media::H265Encoder> h265_;
};

}  // namespace

base::Result<Loop> Loop::encode(const Options& options) {
  ASSIGN_OR_RETURN(auto encoder, LoopEncoder::open(options));
  std::vector<media::EncodedPicture> pictures;
  Film film{options};
  const int count = options.gop * options.gops;
  for (int i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(const auto picture, film.picture(static_cast<std::uint32_t>(i)));
    // The loop must be able to follow on itself.
    RETURN_IF_ERROR(encoder.encode(picture, i % options.gop == 0, pictures));
  }
  RETURN_IF_ERROR(encoder.finish(pictures));
  Loop loop;
  loop.codec_ = options.codec;
  loop.fps_ = options.fps;
  for (const auto& picture : pictures) RETURN_IF_ERROR(loop.add(picture.data, picture.key));
  RETURN_IF_ERROR(loop.describe());
  return loop;
}

base::Result<void> Loop::add(base::ByteView sample, bool key) {
  Frame frame;
  frame.key = key;
  media::LengthPrefixedNals nals{sample};
  while (const auto nal = nals.next()) {
    // In H.265 another SEI may follow the picture; order within it is kept.
    const bool picture = media::is_picture(codec_, media::nal_type(codec_, *nal));
    const bool behind = picture || !frame.after.empty();
    media::append_length_prefixed(behind ? frame.after : frame.before, *nal);
  }
  if (nals.failed() || frame.after.empty()) {
    return base::Error{base::ErrorKind::Corrupt, "the encoder's picture cannot be taken apart"};
  }
  frames_.push_back(std::move(frame));
  return {};
}

base::Result<void> Loop::describe() {
  media::ParameterSets sets{codec_};
  for (const Frame& frame : frames_) RETURN_IF_ERROR(sets.update(frame.before));
  const bool h265 = codec_ == media::VideoCodec::H265;
  description_.codec = h265 ? media::sdp::StreamCodec::H265 : media::sdp::StreamCodec::H264;
  description_.payload_type = kVideoPayload;
  description_.framerate = fps_;
  for (const auto* each : {&sets.vps(), &sets.sps(), &sets.pps()}) {
    auto& all = description_.parameter_sets;
    all.insert(all.end(), each->begin(), each->end());
  }
  return {};
}

std::uint64_t Loop::bytes() const {
  std::uint64_t sum = 0;
  for (const Frame& frame : frames_) sum += frame.before.size() + frame.after.size();
  return sum;
}

media::Sample Loop::sample(std::uint64_t counter, const FrameStamp& stamp,
                           std::uint32_t rtp_time) const {
  const Frame& frame = frames_[counter % frames_.size()];
  const base::Bytes nal = make_frame_stamp(codec_, stamp);
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
