#include "media/rtp/packetizer.h"

#include <cassert>

namespace media {

Packetizer::Packetizer(PacketizerOptions options)
    : options_{options}, sequence_{options.first_sequence} {
  assert(options.packet_bytes_max >= 64 && options.packet_bytes_max <= kRtpPacketBytesMax);
}

void Packetizer::send(base::ByteView head, base::ByteView body, std::uint32_t time, bool marker,
                      const PacketSink& sink) {
  assert(head.size() + body.size() <= payload_bytes_max());
  packet_.clear();
  append_rtp_header(packet_, {.payload_type = options_.payload_type,
                              .marker = marker,
                              .sequence = sequence_,
                              .time = time,
                              .ssrc = options_.ssrc});
  base::append(packet_, head);
  base::append(packet_, body);
  ++sequence_;
  ++packets_;
  octets_ += static_cast<std::uint32_t>(head.size() + body.size());
  sink(packet_);
}

}  // namespace media
