// Goal: AAC frames come out whole, each at its own time, or not at all.

#include "media/rtp/aac_depacketizer.h"

#include <gtest/gtest.h>

#include "tests/unit/media/rtp/packets.h"

namespace media {
namespace {

// AAC-hbr: 13 bits of size and 3 of index a frame.
base::Bytes hbr(const std::vector<std::size_t>& sizes, const base::Bytes& data) {
  base::ByteWriter out;
  out.put(static_cast<std::uint16_t>(sizes.size() * 16));
  for (const std::size_t size : sizes) out.put(static_cast<std::uint16_t>(size << 3));
  out.put(data);
  return std::move(out).take();
}

const base::Bytes kAacFrame = make_unit({0x21}, 40);

TEST(AacDepacketizerTest, FramesOfOnePacketFollowEachOther) {
  AacDepacketizer depacketizer{{}};
  const auto samples = Feed{depacketizer}.send(100, true, hbr({3, 2}, {1, 2, 3, 4, 5})).flush();
  EXPECT_EQ(samples,
            (std::vector<Sample>{{{1, 2, 3}, 100, true, false}, {{4, 5}, 1124, true, false}}));
}

TEST(AacDepacketizerTest, AFrameInPiecesIsJoined) {
  AacDepacketizer depacketizer{{}};
  const base::Bytes head(kAacFrame.begin(), kAacFrame.begin() + 25);
  const base::Bytes tail(kAacFrame.begin() + 25, kAacFrame.end());
  const auto samples =
      Feed{depacketizer}.send(100, false, hbr({40}, head)).send(100, true, hbr({40}, tail)).flush();
  EXPECT_EQ(samples, (std::vector<Sample>{{kAacFrame, 100, true, false}}));
}

TEST(AacDepacketizerTest, AFrameThatLostAPieceIsDropped) {
  AacDepacketizer depacketizer{{}};
  const base::Bytes piece(kAacFrame.begin(), kAacFrame.begin() + 20);
  const auto samples = Feed{depacketizer}
                           .send(100, false, hbr({40}, piece))
                           .lose()
                           .send(100, true, hbr({40}, piece))
                           .send(200, true, hbr({2}, {1, 2}))
                           .flush();
  EXPECT_EQ(samples, (std::vector<Sample>{{{1, 2}, 200, true, false}}));
}

TEST(AacDepacketizerTest, LowBitRateFramingIsReadToo) {
  AacDepacketizer depacketizer{{.size_bits = 6, .index_bits = 2, .index_delta_bits = 2}};
  const auto samples = Feed{depacketizer}.send(1, true, {0, 16, 2 << 2, 1 << 2, 7, 8, 9}).flush();
  EXPECT_EQ(samples, (std::vector<Sample>{{{7, 8}, 1, true, false}, {{9}, 1025, true, false}}));
}

TEST(AacDepacketizerTest, WhatDoesNotAddUpIsDropped) {
  const base::Bytes interleaved = {0, 16, 0, (2 << 3) | 1, 1, 2};
  const base::Bytes cut_headers = {0, 32, 0, 8};
  const base::Bytes half_header = {0, 20, 0, 8, 0, 1};
  const base::Bytes too_little = hbr({2, 3}, {1, 2, 3, 4});
  for (const auto& payload : {base::Bytes{}, interleaved, cut_headers, half_header, too_little}) {
    AacDepacketizer depacketizer{{}};
    EXPECT_TRUE(Feed{depacketizer}.send(1, true, payload).flush().empty()) << base::hex(payload);
  }
}

}  // namespace
}  // namespace media
