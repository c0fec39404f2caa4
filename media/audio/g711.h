// G.711: 16-bit PCM to and from one byte a sample, mu-law and A-law (ITU-T G.711).
//
// Encoding what was decoded gives the same byte, but for mu-law's two zeros. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace media {

std::uint8_t encode_mu_law(std::int16_t sample);
std::int16_t decode_mu_law(std::uint8_t code);
std::uint8_t encode_a_law(std::int16_t sample);
std::int16_t decode_a_law(std::uint8_t code);

base::Bytes encode_mu_law(std::span<const std::int16_t> samples);
std::vector<std::int16_t> decode_mu_law(base::ByteView codes);
base::Bytes encode_a_law(std::span<const std::int16_t> samples);
std::vector<std::int16_t> decode_a_law(base::ByteView codes);

}  // namespace media
