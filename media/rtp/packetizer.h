// Samples in, RTP packets out: the sending half, for cameras of ours.
//
// A packetizer numbers packets on and counts them for sender reports. Not thread-safe; one per
// stream and receiver. Inverses: the depacketizers.
#pragma once

#include <cstdint>
#include <functional>

#include "media/rtp/rtp_format.h"
#include "media/rtp/sample.h"

namespace media {

struct PacketizerOptions {
  std::uint8_t payload_type = 96;
  std::uint32_t ssrc = 0;
  std::uint16_t first_sequence = 0;
  std::size_t packet_bytes_max = 1400;  // header included; at least 64
};

// Gets one packet at a time, which is good until it returns.
using PacketSink = std::function<void(base::ByteView packet)>;

class Packetizer {
 public:
  explicit Packetizer(PacketizerOptions options);

  std::uint16_t next_sequence() const { return sequence_; }
  std::uint32_t packets() const { return packets_; }  // both wrap, as reports want them
  std::uint32_t octets() const { return octets_; }

 protected:
  ~Packetizer() = default;

  std::size_t payload_bytes_max() const { return options_.packet_bytes_max - kRtpHeaderBytes; }
  void send(base::ByteView head, base::ByteView body, std::uint32_t time, bool marker,
            const PacketSink& sink);

 private:
  PacketizerOptions options_;
  std::uint16_t sequence_;
  std::uint32_t packets_ = 0;
  std::uint32_t octets_ = 0;
  base::Bytes packet_;  // reused
};

}  // namespace media
