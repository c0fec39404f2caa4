#include "media/rtp/depacketizer.h"

namespace media {

std::vector<Sample> Depacketizer::push(const RtpPacket& packet) {
  using Arrival = SequenceTracker::Arrival;
  std::vector<Sample> out;
  const Arrival arrival = sequence_.take(packet.sequence);
  const bool follows =
      arrival == Arrival::Next || arrival == Arrival::Gap || arrival == Arrival::Restart;
  if (follows) take(packet, arrival != Arrival::Next, out);
  return out;
}

}  // namespace media
