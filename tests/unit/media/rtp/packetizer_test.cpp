// Goal: what our cameras send comes back as it was, in packets of the agreed size (R154).

#include <gtest/gtest.h>

#include "media/rtp/g711_depacketizer.h"
#include "media/rtp/g711_packetizer.h"
#include "media/rtp/h264_depacketizer.h"
#include "media/rtp/h265_depacketizer.h"
#include "media/rtp/nal_packetizer.h"
#include "tests/unit/media/rtp/packets.h"

namespace media {
namespace {

constexpr std::size_t kPacketBytes = 100;

TEST(NalPacketizerTest, H264OfEverySizeComesBack) {
  for (std::size_t size = 1; size < 400; ++size) {
    NalPacketizer packetizer{NalPayload::H264, {.packet_bytes_max = kPacketBytes}};
    H264Depacketizer depacketizer;
    const Sample sample{length_prefixed({make_unit({0x06}, 20), make_unit({0x65}, size)}), 5, true,
                        false};
    std::vector<base::Bytes> packets;
    ASSERT_TRUE(packetizer.packetize(sample, collect(packets)));
    EXPECT_EQ(received(depacketizer, packets), std::vector<Sample>{sample}) << size;
    for (const auto& packet : packets) EXPECT_LE(packet.size(), kPacketBytes);
  }
}

TEST(NalPacketizerTest, H265OfEverySizeComesBack) {
  for (std::size_t size = 2; size < 400; ++size) {
    NalPacketizer packetizer{NalPayload::H265, {.packet_bytes_max = kPacketBytes}};
    H265Depacketizer depacketizer;
    const Sample sample{length_prefixed({make_unit({0x40, 1}, 20), make_unit({0x26, 3}, size)}), 5,
                        true, false};
    std::vector<base::Bytes> packets;
    ASSERT_TRUE(packetizer.packetize(sample, collect(packets)));
    EXPECT_EQ(received(depacketizer, packets), std::vector<Sample>{sample}) << size;
    for (const auto& packet : packets) EXPECT_LE(packet.size(), kPacketBytes);
  }
}

TEST(NalPacketizerTest, AUnitThatJustFitsIsOnePacket) {
  NalPacketizer packetizer{NalPayload::H264, {.packet_bytes_max = kPacketBytes}};
  std::vector<base::Bytes> packets;
  const std::size_t fits = kPacketBytes - kRtpHeaderBytes;
  ASSERT_TRUE(
      packetizer.packetize({.data = length_prefixed({make_unit({0x41}, fits)})}, collect(packets)));
  EXPECT_EQ(packets.size(), 1U);
  packets.clear();
  ASSERT_TRUE(packetizer.packetize({.data = length_prefixed({make_unit({0x41}, fits + 1)})},
                                   collect(packets)));
  EXPECT_EQ(packets.size(), 2U);
}

TEST(NalPacketizerTest, NumbersAndCountsGoOn) {
  NalPacketizer packetizer{
      NalPayload::H264,
      {.payload_type = 97, .ssrc = 8, .first_sequence = 65535, .packet_bytes_max = kPacketBytes}};
  const Sample sample{.data = length_prefixed({make_unit({0x41}, 10)}), .rtp_time = 4};
  std::vector<base::Bytes> packets;
  ASSERT_TRUE(packetizer.packetize(sample, collect(packets)));
  ASSERT_TRUE(packetizer.packetize(sample, collect(packets)));
  ASSERT_EQ(packets.size(), 2U);
  const RtpPacket second = parse_rtp(packets[1]).value();
  EXPECT_EQ(second.payload_type, 97);
  EXPECT_EQ(second.ssrc, 8U);
  EXPECT_EQ(second.sequence, 0);
  EXPECT_TRUE(second.marker);
  EXPECT_EQ(packetizer.next_sequence(), 1);
  EXPECT_EQ(packetizer.packets(), 2U);
  EXPECT_EQ(packetizer.octets(), 20U);
}

TEST(NalPacketizerTest, ASampleThatDoesNotAddUpIsNotSentAtAll) {
  const base::Bytes good = length_prefixed({make_unit({0x41}, 10)});
  for (const base::Bytes& bad : {
           base::Bytes{}, base::Bytes{0, 0},                       // half a length
           joined({good, base::Bytes{0, 0, 0, 2, 0x41}}),          // a byte short
           joined({good, length_prefixed({{}})}),                  // an empty unit
           joined({good, length_prefixed({make_unit({24}, 5)})}),  // a type of the payload format
       }) {
    NalPacketizer packetizer{NalPayload::H264, {}};
    std::vector<base::Bytes> packets;
    EXPECT_FALSE(packetizer.packetize({.data = bad}, collect(packets))) << base::hex(bad);
    EXPECT_TRUE(packets.empty());
  }
}

TEST(G711PacketizerTest, TimeCountsBytes) {
  G711Packetizer packetizer{{.payload_type = 0, .packet_bytes_max = kPacketBytes}};
  G711Depacketizer depacketizer;
  std::vector<base::Bytes> packets;
  packetizer.packetize({.data = make_unit({}, 160), .rtp_time = 1000}, collect(packets));
  const auto samples = received(depacketizer, packets);
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_EQ(samples[0].data.size(), kPacketBytes - kRtpHeaderBytes);
  EXPECT_EQ(samples[1].rtp_time, 1000 + kPacketBytes - kRtpHeaderBytes);
  EXPECT_EQ(joined({samples[0].data, samples[1].data}), make_unit({}, 160));
  EXPECT_TRUE(samples[1].key);
}

}  // namespace
}  // namespace media
