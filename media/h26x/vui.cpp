#include "media/h26x/vui.h"

namespace media {
namespace {

constexpr std::uint32_t kExtendedSar = 255;
constexpr double kFpsMax = 1000;

double picture_rate(std::uint32_t units, std::uint32_t scale, double ticks_a_picture) {
  if (units == 0) return 0;
  const double fps = static_cast<double>(scale) / (static_cast<double>(units) * ticks_a_picture);
  return fps > kFpsMax ? 0 : fps;
}

// The fields that both standards share, up to the chroma location.
void skip_shared_vui(BitReader& reader) {
  if (reader.flag() && reader.bits(8) == kExtendedSar) reader.skip(32);
  if (reader.flag()) reader.skip(1);  // overscan
  if (reader.flag()) {                // video_signal_type
    reader.skip(4);
    if (reader.flag()) reader.skip(24);
  }
  if (reader.flag()) {  // chroma_loc_info
    reader.ue();
    reader.ue();
  }
}

}  // namespace

double read_h264_vui_fps(BitReader& reader) {
  skip_shared_vui(reader);
  if (!reader.flag()) return 0;
  const std::uint32_t units = reader.bits(32);
  const std::uint32_t scale = reader.bits(32);
  return reader.failed() ? 0 : picture_rate(units, scale, 2);  // a tick is a field
}

double read_h265_vui_fps(BitReader& reader) {
  skip_shared_vui(reader);
  reader.skip(3);  // neutral_chroma_indication, field_seq, frame_field_info_present
  if (reader.flag()) {
    for (int i = 0; i < 4; ++i) reader.ue();  // default display window
  }
  if (!reader.flag()) return 0;
  const std::uint32_t units = reader.bits(32);
  const std::uint32_t scale = reader.bits(32);
  return reader.failed() ? 0 : picture_rate(units, scale, 1);
}

}  // namespace media
