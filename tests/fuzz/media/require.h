// How media fuzzers say what must hold, and the packets they cut their input into.
#pragma once

#include <vector>

#include "base/byte_order.h"
#include "media/rtp/depacketizer.h"

namespace fuzz {

inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

// Feeds the input as packets: each two bytes of length, of which the first bit says that one was
// lost before, the second that time goes on, the third is the marker; then the payload.
inline std::vector<media::Sample> depacketize(media::Depacketizer& depacketizer,
                                              base::ByteView input) {
  std::vector<media::Sample> samples;
  const auto keep = [&](std::vector<media::Sample> more) {
    for (auto& sample : more) samples.push_back(std::move(sample));
  };
  media::RtpPacket packet;
  for (base::ByteReader reader{input}; reader.remaining() > 0;) {
    const auto head = reader.get<std::uint16_t>();
    packet.payload = reader.take(head & 0x1fff);
    packet.sequence = static_cast<std::uint16_t>(packet.sequence + ((head & 0x8000) != 0 ? 2 : 1));
    packet.time += (head & 0x4000) != 0 ? 1 : 0;
    packet.marker = (head & 0x2000) != 0;
    if (!reader.failed()) keep(depacketizer.push(packet));
  }
  keep(depacketizer.flush());
  return samples;
}

// Every sample of NAL units is a list of them; what we could have sent comes back as it is.
template <typename Depacketizer, typename Packetizer>
void check_pictures(base::ByteView input, Packetizer packetizer) {
  Depacketizer depacketizer;
  Depacketizer second;
  for (media::Sample& sample : depacketize(depacketizer, input)) {
    std::vector<media::Sample> again;
    const auto sent = packetizer.packetize(sample, [&](base::ByteView packet) {
      const auto parsed = media::parse_rtp(packet);
      require(parsed.has_value());
      for (auto& received : second.push(*parsed)) again.push_back(std::move(received));
    });
    require(sent.has_value());
    // The sender's own mark of damage (the F bit) is all that may be added.
    require(again.size() == 1);
    again[0].damaged = sample.damaged;
    require(again[0] == sample);
  }
}

}  // namespace fuzz
