// AAC out of RTP (RFC 3640, AAC-hbr and AAC-lbr): several frames a packet, or one in several.
//
// Interleaved frames are not understood and dropped. A frame in pieces of which one is lost is
// dropped, too: half an AAC frame decodes to noise, and the step of rtp_time tells of it.
#pragma once

#include <cstdint>
#include <vector>

#include "media/rtp/depacketizer.h"

namespace media {

struct AacFraming {
  std::uint8_t size_bits = 13;        // sizeLength; 1 to 16
  std::uint8_t index_bits = 3;        // indexLength; up to 8
  std::uint8_t index_delta_bits = 3;  // indexDeltaLength; up to 8
  std::uint32_t ticks_per_frame = 1024;

  bool operator==(const AacFraming&) const = default;
};

class AacDepacketizer : public Depacketizer {
 public:
  explicit AacDepacketizer(AacFraming framing) : framing_{framing} {}

  std::vector<Sample> flush() override;

 private:
  void take(const RtpPacket& packet, bool lost_before, std::vector<Sample>& out) override;
  void take_frames(const RtpPacket& packet, const std::vector<std::size_t>& sizes,
                   base::ByteView data, std::vector<Sample>& out);
  void take_piece(const RtpPacket& packet, std::size_t size, base::ByteView data,
                  std::vector<Sample>& out);
  void drop_open();

  AacFraming framing_;
  Sample open_;  // a frame in pieces
  std::size_t open_size_ = 0;
};

}  // namespace media
