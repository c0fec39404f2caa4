#include "media/audio/g711.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

namespace media {
namespace {

constexpr int kMuLawBias = 0x84;
constexpr int kMuLawMax = 32635;  // what the bias leaves room for

int bits_of(int magnitude) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude)));
}

template <typename Out, typename In>
std::vector<Out> each(std::span<const In> in, Out (*convert)(In)) {
  std::vector<Out> out(in.size());
  std::ranges::transform(in, out.begin(), convert);
  return out;
}

}  // namespace

std::uint8_t encode_mu_law(std::int16_t sample) {
  const int sign = sample < 0 ? 0x80 : 0;
  const int magnitude = std::min(std::abs(int{sample}), kMuLawMax) + kMuLawBias;
  const int exponent = bits_of(magnitude) - 8;
  const int mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return static_cast<std::uint8_t>(~(sign | exponent << 4 | mantissa));
}

std::int16_t decode_mu_law(std::uint8_t code) {
  const int bits = ~code & 0xff;
  const int magnitude = (((bits & 0x0f) << 3) + kMuLawBias) << ((bits >> 4) & 7);
  return static_cast<std::int16_t>((bits & 0x80) != 0 ? kMuLawBias - magnitude
                                                      : magnitude - kMuLawBias);
}

std::uint8_t encode_a_law(std::int16_t sample) {
  const int sign = sample < 0 ? 0 : 0x80;
  // Negative samples are mirrored about -1/2, so that both halves have the same steps.
  const int magnitude = (sample < 0 ? -1 - sample : int{sample}) >> 4;
  const int width = bits_of(magnitude);
  const int exponent = std::max(width - 4, 0);
  const int mantissa = (exponent > 1 ? magnitude >> (exponent - 1) : magnitude) & 0x0f;
  return static_cast<std::uint8_t>((sign | exponent << 4 | mantissa) ^ 0x55);
}

std::int16_t decode_a_law(std::uint8_t code) {
  const int bits = code ^ 0x55;
  const int exponent = (bits >> 4) & 7;
  const int step = ((bits & 0x0f) << 4) + 8;  // the middle of its interval
  const int magnitude = exponent == 0 ? step : (step + 0x100) << (exponent - 1);
  return static_cast<std::int16_t>((bits & 0x80) != 0 ? magnitude : -magnitude);
}

base::Bytes encode_mu_law(std::span<const std::int16_t> samples) {
  return each<std::uint8_t, std::int16_t>(samples, &encode_mu_law);
}

std::vector<std::int16_t> decode_mu_law(base::ByteView codes) {
  return each<std::int16_t, std::uint8_t>(codes, &decode_mu_law);
}

base::Bytes encode_a_law(std::span<const std::int16_t> samples) {
  return each<std::uint8_t, std::int16_t>(samples, &encode_a_law);
}

std::vector<std::int16_t> decode_a_law(base::ByteView codes) {
  return each<std::int16_t, std::uint8_t>(codes, &decode_a_law);
}

}  // namespace media
