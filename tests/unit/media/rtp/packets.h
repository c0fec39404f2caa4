// RTP packets and NAL units as the tests of depacketizers write them.
#pragma once

#include <initializer_list>
#include <vector>

#include "base/byte_order.h"
#include "media/rtp/depacketizer.h"
#include "media/rtp/packetizer.h"

namespace media {

// A NAL unit of `size` bytes in all: its header, then a pattern.
inline base::Bytes make_unit(std::initializer_list<std::uint8_t> header, std::size_t size) {
  base::Bytes unit{header};
  while (unit.size() < size) unit.push_back(static_cast<std::uint8_t>(unit.size() * 7 + 1));
  return unit;
}

inline base::Bytes length_prefixed(const std::vector<base::Bytes>& units) {
  base::ByteWriter out;
  for (const base::Bytes& unit : units) {
    out.put(static_cast<std::uint32_t>(unit.size()));
    out.put(unit);
  }
  return std::move(out).take();
}

inline base::Bytes joined(std::initializer_list<base::Bytes> parts) {
  base::Bytes out;
  for (const base::Bytes& part : parts) base::append(out, part);
  return out;
}

// Feeds a depacketizer payloads under running sequence numbers, and keeps what comes out.
class Feed {
 public:
  explicit Feed(Depacketizer& depacketizer) : depacketizer_{depacketizer} {}

  Feed& send(std::uint32_t time, bool marker, const base::Bytes& payload) {
    take(depacketizer_.push(
        {.marker = marker, .sequence = sequence_++, .time = time, .payload = payload}));
    return *this;
  }
  Feed& lose(std::uint16_t packets = 1) {
    sequence_ = static_cast<std::uint16_t>(sequence_ + packets);
    return *this;
  }
  std::vector<Sample> flush() {
    take(depacketizer_.flush());
    return std::move(samples_);
  }

 private:
  void take(std::vector<Sample> samples) {
    for (Sample& sample : samples) samples_.push_back(std::move(sample));
  }

  Depacketizer& depacketizer_;
  std::uint16_t sequence_ = 65530;  // so that the tests wrap
  std::vector<Sample> samples_;
};

// What a depacketizer makes of a packetizer's packets.
inline std::vector<Sample> received(Depacketizer& depacketizer,
                                    const std::vector<base::Bytes>& packets) {
  std::vector<Sample> samples;
  for (const base::Bytes& packet : packets) {
    for (Sample& sample : depacketizer.push(parse_rtp(packet).value())) {
      samples.push_back(std::move(sample));
    }
  }
  return samples;
}

inline PacketSink collect(std::vector<base::Bytes>& packets) {
  return [&packets](base::ByteView packet) { packets.emplace_back(packet.begin(), packet.end()); };
}

}  // namespace media
