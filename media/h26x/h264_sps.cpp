#include <algorithm>
#include <array>
#include <cstdio>

#include "media/detail/bits.h"
#include "media/h26x/nal.h"
#include "media/h26x/sps_parser.h"
#include "media/h26x/vui.h"

namespace media {
namespace {

base::Error bad_h264_sps() {
  return {base::ErrorKind::InvalidInput, "not a valid H.264 sequence parameter set"};
}

bool has_chroma_fields(std::uint8_t profile) {
  static constexpr std::array<std::uint8_t, 13> kProfiles{100, 110, 122, 244, 44,  83, 86,
                                                          118, 128, 138, 139, 134, 135};
  return std::ranges::find(kProfiles, profile) != kProfiles.end();
}

void skip_h264_scaling_list(BitReader& reader, int size) {
  std::int32_t last = 8;
  std::int32_t next = 8;
  for (int i = 0; i < size && !reader.failed(); ++i) {
    if (next != 0) {
      const std::int64_t delta = reader.se();
      next = static_cast<std::int32_t>((last + delta + 256) & 0xff);
    }
    last = next == 0 ? last : next;
  }
}

void read_chroma_fields(BitReader& reader, H264Sps& sps) {
  const std::uint32_t chroma_format = reader.ue();
  sps.chroma_format = static_cast<std::uint8_t>(std::min(chroma_format, 4U));
  if (chroma_format == 3) reader.skip(1);  // separate_colour_plane_flag
  sps.bit_depth_luma = static_cast<std::uint8_t>(8 + std::min(reader.ue(), 7U));
  sps.bit_depth_chroma = static_cast<std::uint8_t>(8 + std::min(reader.ue(), 7U));
  reader.skip(1);  // qpprime_y_zero_transform_bypass_flag
  if (!reader.flag()) return;
  for (int i = 0; i < (chroma_format == 3 ? 12 : 8); ++i) {
    if (reader.flag()) skip_h264_scaling_list(reader, i < 6 ? 16 : 64);
  }
}

void skip_picture_order(BitReader& reader) {
  const std::uint32_t kind = reader.ue();
  if (kind == 0) {
    reader.ue();  // log2_max_pic_order_cnt_lsb_minus4
  } else if (kind == 1) {
    reader.skip(1);
    reader.se();
    reader.se();
    const std::uint32_t count = reader.ue();
    for (std::uint32_t i = 0; i < count && i < 256 && !reader.failed(); ++i) reader.se();
  }
}

struct H264Cropping {
  std::uint64_t across = 0;
  std::uint64_t down = 0;
};

H264Cropping read_cropping(BitReader& reader, const H264Sps& sps, bool frames_only) {
  if (!reader.flag()) return {};
  const std::uint64_t left = reader.ue();
  const std::uint64_t right = reader.ue();
  const std::uint64_t top = reader.ue();
  const std::uint64_t bottom = reader.ue();
  const unsigned unit_x = sps.chroma_format == 1 || sps.chroma_format == 2 ? 2 : 1;
  const unsigned unit_y = (sps.chroma_format == 1 ? 2U : 1U) * (frames_only ? 1U : 2U);
  return {.across = (left + right) * unit_x, .down = (top + bottom) * unit_y};
}

}  // namespace

base::Result<H264Sps> parse_h264_sps(base::ByteView nal) {
  if (!is_sps(VideoCodec::H264, nal_type(VideoCodec::H264, nal))) return bad_h264_sps();
  const base::Bytes payload = without_emulation_prevention(
      nal.first(std::min<std::size_t>(nal.size(), kParameterSetBytesMax)));
  BitReader reader{payload};
  reader.skip(8);
  H264Sps sps;
  sps.profile = static_cast<std::uint8_t>(reader.bits(8));
  sps.constraints = static_cast<std::uint8_t>(reader.bits(8));
  sps.level = static_cast<std::uint8_t>(reader.bits(8));
  const std::uint32_t id = reader.ue();
  if (has_chroma_fields(sps.profile)) read_chroma_fields(reader, sps);
  reader.ue();  // log2_max_frame_num_minus4
  skip_picture_order(reader);
  reader.ue();     // max_num_ref_frames
  reader.skip(1);  // gaps_in_frame_num_value_allowed_flag
  const std::uint64_t columns = std::uint64_t{reader.ue()} + 1;
  const std::uint64_t rows = std::uint64_t{reader.ue()} + 1;
  const bool frames_only = reader.flag();
  if (!frames_only) reader.skip(1);  // mb_adaptive_frame_field_flag
  reader.skip(1);                    // direct_8x8_inference_flag
  const H264Cropping cropping = read_cropping(reader, sps, frames_only);
  if (reader.failed() || id > 31 || sps.chroma_format > 3) return bad_h264_sps();
  const std::uint64_t width = columns * 16;
  const std::uint64_t height = rows * (frames_only ? 16 : 32);
  if (width > kSpsSideMax || height > kSpsSideMax || cropping.across >= width ||
      cropping.down >= height) {
    return bad_h264_sps();
  }
  sps.id = static_cast<std::uint8_t>(id);
  sps.width = static_cast<std::uint32_t>(width - cropping.across);
  sps.height = static_cast<std::uint32_t>(height - cropping.down);
  if (reader.flag()) sps.fps = read_h264_vui_fps(reader);
  return sps;
}

std::string codec_string(std::string_view sample_entry, const H264Sps& sps) {
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), ".%02x%02x%02x", sps.profile, sps.constraints,
                sps.level);
  return std::string{sample_entry} + digits.data();
}

}  // namespace media
