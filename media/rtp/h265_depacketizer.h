// H.265 out of RTP (RFC 7798, sprop-max-don-diff 0): single units, aggregation packets, fragments.
//
// What would need decoding order numbers, and PACI, damages the picture. See Depacketizer for what
// is promised.
#pragma once

#include "media/rtp/depacketizer.h"
#include "media/rtp/picture_assembler.h"

namespace media {

class H265Depacketizer : public Depacketizer {
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
