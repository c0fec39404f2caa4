#include "media/rtp/nal_packetizer.h"

#include <algorithm>

#include "base/byte_order.h"

namespace media {
namespace {

constexpr std::uint8_t kH264FuA = 28;
constexpr std::uint8_t kH265Fu = 49;

std::size_t unit_header_bytes(NalPayload payload) {
  return payload == NalPayload::H264 ? 1 : 2;
}

// Types above are the payload format's own.
bool can_be_sent(NalPayload payload, base::ByteView unit) {
  if (unit.size() < unit_header_bytes(payload)) return false;
  if (payload == NalPayload::H265) return ((unit[0] >> 1) & 0x3f) < 48;
  const int type = unit[0] & 0x1f;
  return type >= 1 && type <= 23;
}

bool is_sendable(NalPayload payload, base::ByteView data) {
  base::ByteReader reader{data};
  while (reader.remaining() > 0) {
    if (!can_be_sent(payload, reader.take(reader.get<std::uint32_t>()))) return false;
  }
  return !data.empty() && !reader.failed();
}

// What precedes each fragment: the fragmented unit's header rewritten, and the fragment header.
base::Bytes fragment_head(NalPayload payload, base::ByteView unit, bool start, bool end) {
  const unsigned flags = (start ? 0x80U : 0U) | (end ? 0x40U : 0U);
  if (payload == NalPayload::H264) {
    return {static_cast<std::uint8_t>((unit[0] & 0xe0) | kH264FuA),
            static_cast<std::uint8_t>(flags | (unit[0] & 0x1fU))};
  }
  return {static_cast<std::uint8_t>((unit[0] & 0x81) | kH265Fu << 1), unit[1],
          static_cast<std::uint8_t>(flags | ((unit[0] >> 1) & 0x3fU))};
}

}  // namespace

base::Result<void> NalPacketizer::packetize(const Sample& sample, const PacketSink& sink) {
  if (!is_sendable(payload_, sample.data)) {
    return base::Error{base::ErrorKind::InvalidInput, "sample is no list of NAL units"};
  }
  base::ByteReader reader{sample.data};
  while (reader.remaining() > 0) {
    const base::ByteView unit = reader.take(reader.get<std::uint32_t>());
    const bool last = reader.remaining() == 0;
    if (unit.size() <= payload_bytes_max()) {
      send({}, unit, sample.rtp_time, last, sink);
    } else {
      send_fragments(unit, sample.rtp_time, last, sink);
    }
  }
  return {};
}

void NalPacketizer::send_fragments(base::ByteView unit, std::uint32_t time, bool last,
                                   const PacketSink& sink) {
  const std::size_t header_bytes = unit_header_bytes(payload_);
  const std::size_t piece_bytes_max = payload_bytes_max() - header_bytes - 1;
  base::ByteView rest = unit.subspan(header_bytes);
  for (bool start = true; !rest.empty(); start = false) {
    const base::ByteView piece = rest.first(std::min(rest.size(), piece_bytes_max));
    rest = rest.subspan(piece.size());
    const bool end = rest.empty();
    send(fragment_head(payload_, unit, start, end), piece, time, last && end, sink);
  }
}

}  // namespace media
