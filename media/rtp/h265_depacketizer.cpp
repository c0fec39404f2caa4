#include "media/rtp/h265_depacketizer.h"

#include <array>

#include "base/byte_order.h"

namespace media {
namespace {

constexpr std::size_t kH265HeaderBytes = 2;
constexpr std::uint8_t kH265UnitTypeMax = 47;
constexpr std::uint8_t kAggregation = 48;
constexpr std::uint8_t kFragmentation = 49;

std::uint8_t h265_type(std::uint8_t first_header_byte) {
  return (first_header_byte >> 1) & 0x3f;
}

PictureAssembler::Unit h265_kind(std::uint8_t type) {
  if (type >= 16 && type <= 23) return PictureAssembler::Unit::KeyPicture;  // IRAP
  return type < 32 ? PictureAssembler::Unit::Picture : PictureAssembler::Unit::Other;
}

}  // namespace

std::vector<Sample> H265Depacketizer::flush() {
  std::vector<Sample> out;
  picture_.flush(out);
  return out;
}

void H265Depacketizer::take(const RtpPacket& packet, bool lost_before, std::vector<Sample>& out) {
  picture_.begin_packet(packet.time, lost_before, out);
  if (!packet.payload.empty()) take_payload(packet.payload);
  picture_.end_packet(packet.marker, out);
}

void H265Depacketizer::take_payload(base::ByteView payload) {
  if (payload.size() < kH265HeaderBytes) return picture_.mark_damaged();
  switch (h265_type(payload[0])) {
    case kAggregation:
      return take_aggregate(payload.subspan(kH265HeaderBytes));
    case kFragmentation:
      return take_fragment(payload);
    default:
      return take_unit(payload);
  }
}

void H265Depacketizer::take_unit(base::ByteView unit) {
  if (unit.size() < kH265HeaderBytes || h265_type(unit[0]) > kH265UnitTypeMax) {
    return picture_.mark_damaged();
  }
  if ((unit[0] & 0x80) != 0) picture_.mark_damaged();  // says the sender
  picture_.add(unit, h265_kind(h265_type(unit[0])));
}

void H265Depacketizer::take_aggregate(base::ByteView units) {
  base::ByteReader reader{units};
  while (reader.remaining() > 0) {
    const base::ByteView unit = reader.take(reader.get<std::uint16_t>());
    if (reader.failed()) return picture_.mark_damaged();
    take_unit(unit);
  }
}

void H265Depacketizer::take_fragment(base::ByteView payload) {
  base::ByteReader reader{payload};
  const auto first = reader.get<std::uint8_t>();
  const auto second = reader.get<std::uint8_t>();
  const auto header = reader.get<std::uint8_t>();
  const std::uint8_t type = header & 0x3f;
  if (reader.failed() || type > kH265UnitTypeMax) return picture_.mark_damaged();
  if ((first & 0x80) != 0) picture_.mark_damaged();
  if ((header & 0x80) != 0) {
    const std::array<std::uint8_t, kH265HeaderBytes> unit_header{
        static_cast<std::uint8_t>((first & 0x81) | type << 1), second};
    picture_.begin_fragments(unit_header, h265_kind(type));
  }
  picture_.add_fragment(reader.rest());
  if ((header & 0x40) != 0) picture_.end_fragments();
}

}  // namespace media
