#include "media/rtp/g711_depacketizer.h"

namespace media {

void G711Depacketizer::take(const RtpPacket& packet, bool, std::vector<Sample>& out) {
  if (packet.payload.empty()) return;
  out.push_back({.data = {packet.payload.begin(), packet.payload.end()},
                 .rtp_time = packet.time,
                 .key = true});
}

}  // namespace media
