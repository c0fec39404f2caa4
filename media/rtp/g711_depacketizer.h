// G.711 out of RTP (RFC 3551 section 4.5.14): every packet is a sample, one byte per tick.
//
// A lost packet shows as a step of rtp_time, so no sample is ever damaged.
#pragma once

#include "media/rtp/depacketizer.h"

namespace media {

class G711Depacketizer : public Depacketizer {
 public:
  std::vector<Sample> flush() override { return {}; }

 private:
  void take(const RtpPacket& packet, bool lost_before, std::vector<Sample>& out) override;
};

}  // namespace media
