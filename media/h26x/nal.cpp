#include "media/h26x/nal.h"

#include "media/h26x/nal_parser.h"

namespace media {

base::Bytes without_emulation_prevention(base::ByteView nal) {
  base::Bytes out;
  out.reserve(nal.size());
  unsigned zeros = 0;
  for (const std::uint8_t byte : nal) {
    if (zeros >= 2 && byte == 3) {
      zeros = 0;
      continue;
    }
    zeros = byte == 0 ? zeros + 1 : 0;
    out.push_back(byte);
  }
  return out;
}

std::uint8_t nal_type(VideoCodec codec, base::ByteView nal) {
  if (codec == VideoCodec::H264) {
    return nal.empty() ? 0xff : static_cast<std::uint8_t>(nal[0] & 0x1f);
  }
  return nal.size() < 2 ? 0xff : static_cast<std::uint8_t>((nal[0] >> 1) & 0x3f);
}

bool is_picture(VideoCodec codec, std::uint8_t type) {
  return codec == VideoCodec::H264 ? type >= 1 && type <= 5 : type <= 31;
}

bool is_irap(VideoCodec codec, std::uint8_t type) {
  return codec == VideoCodec::H264 ? type == 5 : type >= 16 && type <= 23;
}

bool is_sei(VideoCodec codec, std::uint8_t type) {
  return codec == VideoCodec::H264 ? type == 6 : type == 39 || type == 40;
}

bool is_vps(VideoCodec codec, std::uint8_t type) {
  return codec == VideoCodec::H265 && type == 32;
}

bool is_sps(VideoCodec codec, std::uint8_t type) {
  return type == (codec == VideoCodec::H264 ? 7 : 33);
}

bool is_pps(VideoCodec codec, std::uint8_t type) {
  return type == (codec == VideoCodec::H264 ? 8 : 34);
}

bool is_irap(VideoCodec codec, base::ByteView sample) {
  LengthPrefixedNals nals{sample};
  while (const auto nal = nals.next()) {
    if (is_irap(codec, nal_type(codec, *nal))) return true;
  }
  return false;
}

}  // namespace media
