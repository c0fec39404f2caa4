// Goal: RTP headers are read as RFC 3550 lays them out, and nothing beyond the packet.

#include "media/rtp/rtp_format.h"

#include <gtest/gtest.h>

#include "tests/support/hex.h"

namespace media {
namespace {

using test_support::unhex;

TEST(RtpFormatTest, ReadsWhatItMarshals) {
  const base::Bytes payload = unhex("0102030405");
  const RtpPacket packet{.payload_type = 96,
                         .marker = true,
                         .sequence = 0xfffe,
                         .time = 0x89abcdef,
                         .ssrc = 0x01020304,
                         .payload = payload};
  const base::Bytes bytes = marshal_rtp(packet);
  EXPECT_EQ(base::hex(bytes), "80e0fffe89abcdef010203040102030405");

  const auto parsed = parse_rtp(bytes);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->payload_type, 96);
  EXPECT_TRUE(parsed->marker);
  EXPECT_EQ(parsed->sequence, 0xfffe);
  EXPECT_EQ(parsed->time, 0x89abcdefU);
  EXPECT_EQ(parsed->ssrc, 0x01020304U);
  EXPECT_EQ(base::hex(parsed->payload), "0102030405");
}

TEST(RtpFormatTest, SkipsSourcesAndExtensionAndPadding) {
  const auto packet = unhex(
      "b2600001"
      "00000002"
      "00000003"
      "aaaaaaaabbbbbbbb"  // two contributing sources
      "abac0001"
      "11223344"  // an extension of one word
      "7061"
      "000003");
  const auto parsed = parse_rtp(packet);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(base::hex(parsed->payload), "7061");
}

TEST(RtpFormatTest, APacketOfPaddingOnlyIsEmpty) {
  ASSERT_FALSE(
      parse_rtp(unhex("a06000010000000200000003"
                      "00000005")));
  const auto whole = unhex(
      "a06000010000000200000003"
      "00000004");
  ASSERT_TRUE(parse_rtp(whole));
  EXPECT_TRUE(parse_rtp(whole)->payload.empty());
}

TEST(RtpFormatTest, RefusesWhatDoesNotAddUp) {
  for (const char* packet : {
           "",
           "8060000100000002000000",            // a byte short
           "406000010000000200000003",          // version 1
           "816000010000000200000003",          // a source that is not there
           "906000010000000200000003abac0001",  // an extension that is not there
           "906000010000000200000003abac",      // half an extension header
           "a06000010000000200000003",          // padding of nothing
           "a0600001000000020000000300",        // padding of no bytes
       }) {
    EXPECT_FALSE(parse_rtp(unhex(packet))) << packet;
  }
  EXPECT_TRUE(parse_rtp(base::Bytes(kRtpPacketBytesMax, 0x80)));
  EXPECT_FALSE(parse_rtp(base::Bytes(kRtpPacketBytesMax + 1, 0x80)));
}

}  // namespace
}  // namespace media
