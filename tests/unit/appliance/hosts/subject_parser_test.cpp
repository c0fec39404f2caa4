// Goal: whom a row is about is read exactly, and what is not exact is refused with its reason
// (R060, R061, R063).

#include "appliance/hosts/subject_parser.h"

#include <gtest/gtest.h>

namespace appliance {
namespace {

std::string normal(std::string_view text) {
  const auto parsed = parse_subject(text);
  return parsed ? range_text(parsed->range) : "refused: " + parsed.error().message;
}

bool refused(std::string_view text) {
  return !parse_subject(text);
}

TEST(SubjectParserTest, AddressesNetworksAndRangesOfBothFamiliesAreRead) {
  EXPECT_EQ(normal("192.168.0.100"), "192.168.0.100");
  EXPECT_EQ(normal("192.168.0.0/24"), "192.168.0.0/24");
  EXPECT_EQ(normal(" 10.20.0.16 - 10.20.0.31 "), "10.20.0.16/28");
  EXPECT_EQ(normal("10.20.0.16-10.20.0.30"), "10.20.0.16-10.20.0.30");
  EXPECT_EQ(normal("2001:DB8::7"), "2001:db8::7");
  EXPECT_EQ(normal("2001:db8:4:10::/64"), "2001:db8:4:10::/64");
  EXPECT_EQ(normal("fd12:77::8-fd12:77::9"), "fd12:77::8/127");
}

TEST(SubjectParserTest, PrefixLengthsReachFromNoBitToAllOfThem) {
  EXPECT_EQ(normal("0.0.0.0/0"), "0.0.0.0/0");
  EXPECT_EQ(normal("192.0.2.1/32"), "192.0.2.1");
  EXPECT_TRUE(refused("192.0.2.1/33"));
  EXPECT_EQ(normal("::/0"), "::/0");
  EXPECT_EQ(normal("2001:db8::1/128"), "2001:db8::1");
  EXPECT_TRUE(refused("2001:db8::1/129"));
  EXPECT_TRUE(refused("192.0.2.0/"));
  EXPECT_TRUE(refused("192.0.2.0/024"));
  EXPECT_TRUE(refused("192.0.2.0/-1"));
  EXPECT_TRUE(refused("192.0.2.0/24/24"));
  EXPECT_TRUE(refused("192.0.2.0/255.255.255.0"));
}

TEST(SubjectParserTest, HostBitsAreClearedAndSaid) {
  const auto parsed = parse_subject("192.168.0.77/24").value();
  EXPECT_TRUE(parsed.host_bits_set);
  EXPECT_EQ(range_text(parsed.range), "192.168.0.0/24");
  EXPECT_FALSE(parse_subject("192.168.0.0/24").value().host_bits_set);
  EXPECT_TRUE(parse_subject("2001:db8::1/64").value().host_bits_set);
}

TEST(SubjectParserTest, AMappedAddressIsTheIpv4Address) {
  EXPECT_EQ(normal("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(normal("::ffff:192.0.2.0/120"), "192.0.2.0/24");
  EXPECT_EQ(normal("::ffff:0:0/96"), "0.0.0.0/0");
  EXPECT_TRUE(refused("::ffff:0:0/95"));
}

TEST(SubjectParserTest, NoIpv6RangeHoldsAnIpv4Address) {
  const auto all = parse_subject("::/0").value().range;
  EXPECT_FALSE(all.holds(parse_address("192.0.2.7").value()));
  EXPECT_TRUE(all.holds(parse_address("2001:db8::1").value()));
}

TEST(SubjectParserTest, RangesRunForwardsWithinOneFamily) {
  EXPECT_EQ(normal("192.0.2.9-192.0.2.9"), "192.0.2.9");
  EXPECT_TRUE(refused("192.0.2.9-192.0.2.8"));
  EXPECT_TRUE(refused("192.0.2.9-2001:db8::1"));
  EXPECT_TRUE(refused("192.0.2.9-"));
  EXPECT_TRUE(refused("-192.0.2.9"));
  EXPECT_TRUE(refused("192.0.2.1-192.0.2.2-192.0.2.3"));
}

TEST(SubjectParserTest, OnlyALinkLocalAddressNamesAnInterface) {
  EXPECT_TRUE(parse_subject("fe80::1%eth0").value().zone_ignored);
  EXPECT_EQ(normal("fe80::1%br-lan"), "fe80::1");
  EXPECT_EQ(normal("fe80::1%abcdefghijklmno"), "fe80::1");
  EXPECT_TRUE(refused("fe80::1%abcdefghijklmnop"));
  EXPECT_TRUE(refused("fe80::1%"));
  EXPECT_TRUE(refused("fe80::1%eth 0"));
  EXPECT_TRUE(refused("2001:db8::1%eth0"));
  EXPECT_TRUE(refused("192.0.2.1%eth0"));
}

TEST(SubjectParserTest, WhatIsNotExactlyAnAddressIsRefused) {
  for (const char* text :
       {"", " ", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1.5", "1", "0x7f.0.0.1",
        "192.000.002.001", "2001:db8::1::2", "[::1]", "192.0.2.*"}) {
    EXPECT_TRUE(refused(text)) << text;
  }
  EXPECT_TRUE(refused(std::string_view{"192.0.2.1\0", 10}));
  EXPECT_TRUE(refused("192.0.2.1" + std::string(kSubjectBytesMax, ' ')));
  EXPECT_FALSE(refused("192.0.2.1" + std::string(kSubjectBytesMax - 9, ' ')));
}

TEST(SubjectParserTest, TheReasonNeverRepeatsWhatWasTyped) {
  const auto refused = parse_subject("s3cret");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message.find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace appliance
