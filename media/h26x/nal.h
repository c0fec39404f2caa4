// What kinds of NAL units H.264 and H.265 have, as far as recording needs to tell them apart.
//
// Pure; safe from any thread. Specification: ITU-T H.264 table 7-1, ITU-T H.265 table 7-1.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace media {

enum class VideoCodec : std::uint8_t { H264 = 1, H265 = 2 };

inline constexpr std::size_t kNalLengthBytes = 4;  // before each NAL unit of a sample

// A NAL unit without its emulation prevention bytes.
base::Bytes without_emulation_prevention(base::ByteView nal);

// Type of a NAL unit, without start code or length; 0xff for one too short to have a header.
std::uint8_t nal_type(VideoCodec codec, base::ByteView nal);

bool is_picture(VideoCodec codec, std::uint8_t type);  // a slice, coded picture data
// A slice of a picture that decoding can start at: IDR of H.264, any IRAP picture of H.265.
bool is_irap(VideoCodec codec, std::uint8_t type);
bool is_sei(VideoCodec codec, std::uint8_t type);
bool is_vps(VideoCodec codec, std::uint8_t type);  // never for H.264
bool is_sps(VideoCodec codec, std::uint8_t type);
bool is_pps(VideoCodec codec, std::uint8_t type);

// Whether a sample of 4-byte length-prefixed NAL units holds a slice of such a picture.
bool is_irap(VideoCodec codec, base::ByteView sample);

}  // namespace media
