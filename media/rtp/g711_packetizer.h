// G.711 into RTP (RFC 3551): as many bytes a packet as fit, one tick each.
#pragma once

#include "media/rtp/packetizer.h"

namespace media {

class G711Packetizer : public Packetizer {
 public:
  using Packetizer::Packetizer;

  void packetize(const Sample& sample, const PacketSink& sink);
};

}  // namespace media
