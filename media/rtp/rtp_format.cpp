#include "media/rtp/rtp_format.h"

#include <array>
#include <cassert>

#include "base/byte_order.h"

namespace media {
namespace {

constexpr std::uint8_t kVersion2 = 0x80;
constexpr std::uint8_t kPaddingBit = 0x20;
constexpr std::uint8_t kExtensionBit = 0x10;

base::Error malformed_rtp(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

}  // namespace

base::Result<RtpPacket> parse_rtp(base::ByteView packet) {
  if (packet.size() > kRtpPacketBytesMax) return malformed_rtp("RTP packet is too large");
  base::ByteReader reader{packet};
  const auto first = reader.get<std::uint8_t>();
  const auto second = reader.get<std::uint8_t>();
  RtpPacket parsed;
  parsed.payload_type = second & 0x7f;
  parsed.marker = (second & 0x80) != 0;
  parsed.sequence = reader.get<std::uint16_t>();
  parsed.time = reader.get<std::uint32_t>();
  parsed.ssrc = reader.get<std::uint32_t>();
  reader.take((first & 0x0fU) * std::size_t{4});
  if ((first & kExtensionBit) != 0) {
    reader.get<std::uint16_t>();  // the profile's own
    reader.take(reader.get<std::uint16_t>() * std::size_t{4});
  }
  if (reader.failed()) return malformed_rtp("RTP packet is cut short");
  if ((first & 0xc0) != kVersion2) return malformed_rtp("RTP version is not 2");
  parsed.payload = reader.rest();
  if ((first & kPaddingBit) != 0) {
    const std::size_t padding = parsed.payload.empty() ? 0 : parsed.payload.back();
    if (padding == 0 || padding > parsed.payload.size()) {
      return malformed_rtp("RTP padding does not fit");
    }
    parsed.payload = parsed.payload.first(parsed.payload.size() - padding);
  }
  return parsed;
}

void append_rtp_header(base::Bytes& out, const RtpPacket& packet) {
  assert(packet.payload_type < 128);
  const auto byte = [](std::uint32_t value, unsigned shift) {
    return static_cast<std::uint8_t>(value >> shift);
  };
  const std::array<std::uint8_t, kRtpHeaderBytes> header{
      kVersion2,
      static_cast<std::uint8_t>((packet.marker ? 0x80U : 0U) | packet.payload_type),
      byte(packet.sequence, 8),
      byte(packet.sequence, 0),
      byte(packet.time, 24),
      byte(packet.time, 16),
      byte(packet.time, 8),
      byte(packet.time, 0),
      byte(packet.ssrc, 24),
      byte(packet.ssrc, 16),
      byte(packet.ssrc, 8),
      byte(packet.ssrc, 0)};
  base::append(out, header);
}

base::Bytes marshal_rtp(const RtpPacket& packet) {
  base::Bytes out;
  append_rtp_header(out, packet);
  base::append(out, packet.payload);
  return out;
}

}  // namespace media
