#include "media/rtp/g711_packetizer.h"

#include <algorithm>

namespace media {

void G711Packetizer::packetize(const Sample& sample, const PacketSink& sink) {
  base::ByteView rest = sample.data;
  for (std::uint32_t time = sample.rtp_time; !rest.empty();) {
    const base::ByteView piece = rest.first(std::min(rest.size(), payload_bytes_max()));
    rest = rest.subspan(piece.size());
    send({}, piece, time, false, sink);
    time += static_cast<std::uint32_t>(piece.size());
  }
}

}  // namespace media
