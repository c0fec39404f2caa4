#include <algorithm>
#include <array>
#include <cstdio>

#include "media/detail/bits.h"
#include "media/h26x/nal.h"
#include "media/h26x/sps_parser.h"
#include "media/h26x/vui.h"

namespace media {
namespace {

base::Error bad_h265_sps() {
  return {base::ErrorKind::InvalidInput, "not a valid H.265 sequence parameter set"};
}

void read_profile_tier_level(BitReader& reader, H265Sps& sps, unsigned sub_layers) {
  sps.profile_space = static_cast<std::uint8_t>(reader.bits(2));
  sps.high_tier = reader.flag();
  sps.profile = static_cast<std::uint8_t>(reader.bits(5));
  sps.compatibility = reader.bits(32);
  for (auto& byte : sps.constraints) byte = static_cast<std::uint8_t>(reader.bits(8));
  sps.level = static_cast<std::uint8_t>(reader.bits(8));
  if (sub_layers == 0) return;
  std::array<std::pair<bool, bool>, 8> present{};
  for (unsigned i = 0; i < 8; ++i) {
    const bool profile = reader.flag();
    present[i] = {profile, reader.flag()};
  }
  for (unsigned i = 0; i < sub_layers; ++i) {
    if (present[i].first) reader.skip(88);
    if (present[i].second) reader.skip(8);
  }
}

void skip_h265_scaling_lists(BitReader& reader) {
  for (unsigned size = 0; size < 4; ++size) {
    for (unsigned matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
      if (!reader.flag()) {
        reader.ue();
        continue;
      }
      if (size > 1) reader.se();
      const unsigned count = std::min(64U, 1U << (4 + (size << 1)));
      for (unsigned i = 0; i < count && !reader.failed(); ++i) reader.se();
    }
  }
}

// Returns the number of pictures in the set, of which a later set may be predicted.
std::uint32_t skip_reference_set(BitReader& reader, std::uint32_t index, std::uint32_t previous) {
  if (index > 0 && reader.flag()) {  // inter_ref_pic_set_prediction_flag
    reader.skip(1);
    reader.ue();
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i <= previous && !reader.failed(); ++i) {
      const bool used = reader.flag();
      if (used || reader.flag()) ++count;
    }
    return count;
  }
  const std::uint32_t negative = reader.ue();
  const std::uint32_t positive = reader.ue();
  if (negative > 16 || positive > 16) return 33;  // more than any decoder holds
  for (std::uint32_t i = 0; i < negative + positive && !reader.failed(); ++i) {
    reader.ue();
    reader.skip(1);
  }
  return negative + positive;
}

bool skip_reference_sets(BitReader& reader) {
  const std::uint32_t count = reader.ue();
  if (count > 64) return false;
  std::uint32_t previous = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    previous = skip_reference_set(reader, i, previous);
    if (reader.failed() || previous > 32) return false;
  }
  return true;
}

struct WindowOffsets {
  std::uint64_t across = 0;
  std::uint64_t down = 0;
};

WindowOffsets read_conformance_window(BitReader& reader, const H265Sps& sps) {
  if (!reader.flag()) return {};
  const std::uint64_t left = reader.ue();
  const std::uint64_t right = reader.ue();
  const std::uint64_t top = reader.ue();
  const std::uint64_t bottom = reader.ue();
  const unsigned unit_x = sps.chroma_format == 1 || sps.chroma_format == 2 ? 2 : 1;
  const unsigned unit_y = sps.chroma_format == 1 ? 2 : 1;
  return {.across = (left + right) * unit_x, .down = (top + bottom) * unit_y};
}

// From the bit depths to the usability information; a set that cannot be followed tells no rate.
double read_h265_fps(BitReader& reader, unsigned sub_layers) {
  const std::uint32_t poc_bits = reader.ue() + 4;
  const bool each_layer = reader.flag();
  for (unsigned i = each_layer ? 0 : sub_layers; i <= sub_layers; ++i) {
    for (int field = 0; field < 3; ++field) reader.ue();
  }
  for (int i = 0; i < 6; ++i) reader.ue();  // block sizes and transform depths
  if (reader.flag() && reader.flag()) skip_h265_scaling_lists(reader);
  reader.skip(2);  // amp_enabled_flag, sample_adaptive_offset_enabled_flag
  if (reader.flag()) {
    reader.skip(8);
    reader.ue();
    reader.ue();
    reader.skip(1);
  }
  if (poc_bits > 16 || !skip_reference_sets(reader)) return 0;
  if (reader.flag()) {  // long_term_ref_pics_present_flag
    const std::uint32_t count = reader.ue();
    if (count > 32) return 0;
    reader.skip(std::size_t{count} * (poc_bits + 1));
  }
  reader.skip(2);  // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
  return reader.flag() ? read_h265_vui_fps(reader) : 0;
}

}  // namespace

base::Result<H265Sps> parse_h265_sps(base::ByteView nal) {
  if (!is_sps(VideoCodec::H265, nal_type(VideoCodec::H265, nal))) return bad_h265_sps();
  const base::Bytes payload = without_emulation_prevention(
      nal.first(std::min<std::size_t>(nal.size(), kParameterSetBytesMax)));
  BitReader reader{payload};
  reader.skip(16 + 4);
  const unsigned sub_layers = reader.bits(3);
  H265Sps sps;
  sps.temporal_nesting = reader.flag();
  if (sub_layers > 6) return bad_h265_sps();
  sps.temporal_layers = static_cast<std::uint8_t>(sub_layers + 1);
  read_profile_tier_level(reader, sps, sub_layers);
  const std::uint32_t id = reader.ue();
  const std::uint32_t chroma_format = reader.ue();
  if (reader.failed() || id > 15 || chroma_format > 3) return bad_h265_sps();
  sps.id = static_cast<std::uint8_t>(id);
  sps.chroma_format = static_cast<std::uint8_t>(chroma_format);
  if (chroma_format == 3) reader.skip(1);
  const std::uint32_t width = reader.ue();
  const std::uint32_t height = reader.ue();
  const WindowOffsets window = read_conformance_window(reader, sps);
  const std::uint32_t depth_luma = reader.ue();
  const std::uint32_t depth_chroma = reader.ue();
  if (reader.failed() || width > kSpsSideMax || height > kSpsSideMax || window.across >= width ||
      window.down >= height || depth_luma > 8 || depth_chroma > 8) {
    return bad_h265_sps();
  }
  sps.width = static_cast<std::uint32_t>(width - window.across);
  sps.height = static_cast<std::uint32_t>(height - window.down);
  sps.bit_depth_luma = static_cast<std::uint8_t>(8 + depth_luma);
  sps.bit_depth_chroma = static_cast<std::uint8_t>(8 + depth_chroma);
  sps.fps = read_h265_fps(reader, sub_layers);
  return sps;
}

std::string codec_string(std::string_view sample_entry, const H265Sps& sps) {
  std::uint32_t reversed = 0;
  for (unsigned i = 0; i < 32; ++i) reversed |= ((sps.compatibility >> i) & 1U) << (31 - i);
  std::array<char, 64> text{};
  static constexpr std::array<const char*, 4> kSpaces{"", "A", "B", "C"};
  std::snprintf(text.data(), text.size(), ".%s%u.%X.%c%u", kSpaces[sps.profile_space & 3],
                unsigned{sps.profile}, reversed, sps.high_tier ? 'H' : 'L', unsigned{sps.level});
  std::string out = std::string{sample_entry} + text.data();
  std::size_t used = sps.constraints.size();
  while (used > 0 && sps.constraints[used - 1] == 0) --used;
  for (std::size_t i = 0; i < used; ++i) {
    std::snprintf(text.data(), text.size(), ".%X", unsigned{sps.constraints[i]});
    out += text.data();
  }
  return out;
}

}  // namespace media
