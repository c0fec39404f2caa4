// Reads what a sequence parameter set says of the pictures: size, rate, profile.
//
// Takes a whole NAL unit as received, emulation prevention bytes included; anything out of the
// specification's bounds is an Error. Pure; safe from any thread.
// Specification: ITU-T H.264 7.3.2.1 and annex E, ITU-T H.265 7.3.2.2 and annex E.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace media {

struct H264Sps {
  std::uint8_t profile = 0;
  std::uint8_t constraints = 0;
  std::uint8_t level = 0;
  std::uint8_t id = 0;
  std::uint8_t chroma_format = 1;
  std::uint8_t bit_depth_luma = 8;
  std::uint8_t bit_depth_chroma = 8;
  std::uint32_t width = 0;  // after cropping
  std::uint32_t height = 0;
  double fps = 0;  // 0: not told
};

struct H265Sps {
  std::uint8_t profile_space = 0;
  bool high_tier = false;
  std::uint8_t profile = 0;
  std::uint32_t compatibility = 0;
  std::array<std::uint8_t, 6> constraints{};
  std::uint8_t level = 0;
  std::uint8_t temporal_layers = 1;
  bool temporal_nesting = false;
  std::uint8_t id = 0;
  std::uint8_t chroma_format = 1;
  std::uint8_t bit_depth_luma = 8;
  std::uint8_t bit_depth_chroma = 8;
  std::uint32_t width = 0;  // after cropping
  std::uint32_t height = 0;
  double fps = 0;  // 0: not told
};

base::Result<H264Sps> parse_h264_sps(base::ByteView nal);
base::Result<H265Sps> parse_h265_sps(base::ByteView nal);

// RFC 6381: "avc3.640028", "hev1.1.6.L93.B0". `sample_entry` is the part before the first dot.
std::string codec_string(std::string_view sample_entry, const H264Sps& sps);
std::string codec_string(std::string_view sample_entry, const H265Sps& sps);

}  // namespace media
