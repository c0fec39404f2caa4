#include "camera-fw/capture/tone.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "media/audio/g711.h"

namespace camera_fw {
namespace {

constexpr double kHertz = 440;  // whole periods a second, so seconds join without a click
constexpr double kQuiet = 1200;
constexpr double kLoud = 6000;
constexpr std::uint32_t kLoudSamples = kToneRate / 10;

}  // namespace

Tone::Tone() {
  std::vector<std::int16_t> samples;
  samples.reserve(kToneRate);
  for (std::uint32_t i = 0; i < kToneRate; ++i) {
    const double phase = 2 * std::numbers::pi * kHertz * i / kToneRate;
    const double level = i < kLoudSamples ? kLoud : kQuiet;
    samples.push_back(static_cast<std::int16_t>(std::lround(level * std::sin(phase))));
  }
  second_ = media::encode_mu_law(samples);
}

base::Bytes Tone::piece(std::uint64_t counter, int fps) const {
  const auto frames = static_cast<std::uint64_t>(fps);
  const auto part = counter % frames;
  const auto begin = static_cast<std::ptrdiff_t>(part * kToneRate / frames);
  const auto end = static_cast<std::ptrdiff_t>((part + 1) * kToneRate / frames);
  return {second_.begin() + begin, second_.begin() + end};
}

}  // namespace camera_fw
