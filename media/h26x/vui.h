// The parts of video usability information that lead to the picture rate.
//
// What follows a sequence parameter set's size; damaged or absent timing gives 0, never an error,
// because cameras get it wrong. Specification: ITU-T H.264 annex E, ITU-T H.265 annex E.
#pragma once

#include "media/detail/bits.h"

namespace media {

inline constexpr std::size_t kParameterSetBytesMax = 4096;
inline constexpr std::uint32_t kSpsSideMax = 16'384;

// The reader stands behind vui_parameters_present_flag.
double read_h264_vui_fps(BitReader& reader);
double read_h265_vui_fps(BitReader& reader);

}  // namespace media
