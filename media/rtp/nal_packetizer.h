// H.264 (RFC 6184, mode 1) and H.265 (RFC 7798) into RTP: a unit that fits is a packet, a larger
// one is cut into fragments. The last packet of a sample has the marker.
#pragma once

#include "base/result.h"
#include "media/rtp/packetizer.h"

namespace media {

enum class NalPayload { H264, H265 };

class NalPacketizer : public Packetizer {
 public:
  NalPacketizer(NalPayload payload, PacketizerOptions options)
      : Packetizer{options}, payload_{payload} {}

  // Refuses, before anything is sent, a sample whose lengths do not add up.
  base::Result<void> packetize(const Sample& sample, const PacketSink& sink);

 private:
  void send_fragments(base::ByteView unit, std::uint32_t time, bool last, const PacketSink& sink);

  NalPayload payload_;
};

}  // namespace media
