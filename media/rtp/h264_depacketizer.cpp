#include "media/rtp/h264_depacketizer.h"

#include <array>

#include "base/byte_order.h"

namespace media {
namespace {

constexpr std::uint8_t kH264UnitTypeMax = 23;
constexpr std::uint8_t kStapA = 24;
constexpr std::uint8_t kFuA = 28;

std::uint8_t h264_type(std::uint8_t header) {
  return header & 0x1f;
}

bool is_h264_unit(std::uint8_t type) {
  return type >= 1 && type <= kH264UnitTypeMax;
}

PictureAssembler::Unit h264_kind(std::uint8_t type) {
  if (type == 5) return PictureAssembler::Unit::KeyPicture;
  return type < 5 ? PictureAssembler::Unit::Picture : PictureAssembler::Unit::Other;
}

}  // namespace

std::vector<Sample> H264Depacketizer::flush() {
  std::vector<Sample> out;
  picture_.flush(out);
  return out;
}

void H264Depacketizer::take(const RtpPacket& packet, bool lost_before, std::vector<Sample>& out) {
  picture_.begin_packet(packet.time, lost_before, out);
  if (!packet.payload.empty()) take_payload(packet.payload);
  picture_.end_packet(packet.marker, out);
}

void H264Depacketizer::take_payload(base::ByteView payload) {
  switch (h264_type(payload[0])) {
    case kStapA:
      return take_aggregate(payload.subspan(1));
    case kFuA:
      return take_fragment(payload);
    default:
      return take_unit(payload);
  }
}

void H264Depacketizer::take_unit(base::ByteView unit) {
  const std::uint8_t type = unit.empty() ? 0 : h264_type(unit[0]);
  if (!is_h264_unit(type)) return picture_.mark_damaged();
  if ((unit[0] & 0x80) != 0) picture_.mark_damaged();  // says the sender
  picture_.add(unit, h264_kind(type));
}

void H264Depacketizer::take_aggregate(base::ByteView units) {
  base::ByteReader reader{units};
  while (reader.remaining() > 0) {
    const base::ByteView unit = reader.take(reader.get<std::uint16_t>());
    if (reader.failed()) return picture_.mark_damaged();
    take_unit(unit);
  }
}

void H264Depacketizer::take_fragment(base::ByteView payload) {
  base::ByteReader reader{payload};
  const auto indicator = reader.get<std::uint8_t>();
  const auto header = reader.get<std::uint8_t>();
  const std::uint8_t type = h264_type(header);
  if (reader.failed() || !is_h264_unit(type)) return picture_.mark_damaged();
  if ((indicator & 0x80) != 0) picture_.mark_damaged();
  if ((header & 0x80) != 0) {
    const std::array<std::uint8_t, 1> unit_header{
        static_cast<std::uint8_t>((indicator & 0xe0) | type)};
    picture_.begin_fragments(unit_header, h264_kind(type));
  }
  picture_.add_fragment(reader.rest());
  if ((header & 0x40) != 0) picture_.end_fragments();
}

}  // namespace media
