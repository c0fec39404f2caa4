// H.264 out of RTP (RFC 6184, packetization modes 0 and 1): single units, STAP-A, FU-A.
//
// What mode 2 would need (interleaving) damages the picture. See Depacketizer for what is promised.
#pragma once

#include "media/rtp/depacketizer.h"
#include "media/rtp/picture_assembler.h"

namespace media {

class H264Depacketizer : public Depacketizer {
 public:
  std::vector<Sample> flush() override;

 private:
  void take(const RtpPacket& packet, bool lost_before, std::vector<Sample>& out) override;
  void take_payload(base::ByteView payload);
  void take_unit(base::ByteView unit);
  void take_aggregate(base::ByteView units);
  void take_fragment(base::ByteView payload);

  PictureAssembler picture_;
};

}  // namespace media
