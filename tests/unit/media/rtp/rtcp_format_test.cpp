// Goal: reports survive the wire, and a strange neighbour does not cost us a sender report.

#include "media/rtp/rtcp_format.h"

#include <gtest/gtest.h>

#include "tests/support/hex.h"

namespace media {
namespace {

using std::chrono::nanoseconds;
using test_support::unhex;
using Time = std::chrono::sys_time<nanoseconds>;

const ReportBlock kBlock{.ssrc = 7,
                         .fraction_lost = 12,
                         .lost = -3,
                         .highest_sequence = 0x0001ffff,
                         .jitter = 40,
                         .last_sender_report = 0xaabbccdd,
                         .delay_since_sender_report = 65536};

TEST(RtcpFormatTest, ReadsWhatItMarshals) {
  const std::vector<RtcpPacket> packets{SenderReport{.ssrc = 1,
                                                     .ntp_time = 0xe1e2e3e4'80000000,
                                                     .rtp_time = 90000,
                                                     .packets = 25,
                                                     .octets = 30000,
                                                     .blocks = {kBlock}},
                                        SourceDescription{1, "camera-1"},
                                        ReceiverReport{2, {kBlock, kBlock}}, Goodbye{{1, 2}}};
  const auto parsed = parse_rtcp(marshal_rtcp(packets));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, packets);
}

TEST(RtcpFormatTest, LaysASenderReportOutAsTheStandardDoes) {
  const std::vector<RtcpPacket> packets{
      SenderReport{.ssrc = 1, .ntp_time = 2, .rtp_time = 3, .packets = 4, .octets = 5},
      SourceDescription{1, "ab"}};
  EXPECT_EQ(base::hex(marshal_rtcp(packets)),
            "80c80006"
            "00000001"
            "0000000000000002"
            "00000003"
            "00000004"
            "00000005"
            "81ca0003"
            "00000001"
            "01026162"
            "00000000");
}

TEST(RtcpFormatTest, NamesOfEveryLengthArePadded) {
  for (const std::size_t length : {0U, 1U, 2U, 3U, 4U, 254U, 255U}) {
    const std::vector<RtcpPacket> packets{SourceDescription{9, std::string(length, 'x')}};
    const auto parsed = parse_rtcp(marshal_rtcp(packets));
    ASSERT_TRUE(parsed) << length;
    EXPECT_EQ(*parsed, packets) << length;
  }
}

TEST(RtcpFormatTest, SkipsWhatItDoesNotKnow) {
  const auto parsed =
      parse_rtcp(unhex("80cc0001"
                       "12345678"  // APP
                       "80c90001"
                       "00000002"  // RR
                       "81ca0001"
                       "00000001"));  // SDES without its end
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, (std::vector<RtcpPacket>{ReceiverReport{2, {}}}));
}

TEST(RtcpFormatTest, RefusesWhatIsCutShort) {
  for (const char* packet : {"", "80", "80c900", "80c90001", "80c90000", "40c9000100000002",
                             "81c9000100000002", "81cb0000"}) {
    EXPECT_FALSE(parse_rtcp(unhex(packet))) << packet;
  }
}

TEST(RtcpFormatTest, NtpTimeIsExactToANanosecond) {
  EXPECT_EQ(from_ntp(2'208'988'800ULL << 32), Time{});
  EXPECT_EQ(from_ntp((2'208'988'800ULL << 32) + 0x8000'0000), Time{nanoseconds{500'000'000}});
  for (const std::int64_t value :
       {0L, 1L, 999'999'999L, 1'795'209'248'123'456'789L, 4'200'000'000'000'000'001L, -1L}) {
    EXPECT_EQ(from_ntp(to_ntp(Time{nanoseconds{value}})), Time{nanoseconds{value}}) << value;
  }
}

TEST(RtcpFormatTest, TimeGoesOnAfterTheYear2036) {
  const auto before = from_ntp(0xffff'ffff'0000'0000);
  EXPECT_EQ(from_ntp(0) - before, std::chrono::seconds{1});
}

}  // namespace
}  // namespace media
