// Goal: the codes of ITU-T G.711, both ways.

#include "media/audio/g711.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace media {
namespace {

TEST(G711Test, MuLawHasTheValuesOfTheStandard) {
  EXPECT_EQ(encode_mu_law(std::int16_t{0}), 0xff);
  EXPECT_EQ(encode_mu_law(std::int16_t{32767}), 0x80);
  EXPECT_EQ(encode_mu_law(std::int16_t{-32768}), 0x00);
  EXPECT_EQ(decode_mu_law(std::uint8_t{0x80}), 32124);
  EXPECT_EQ(decode_mu_law(std::uint8_t{0x00}), -32124);
  EXPECT_EQ(decode_mu_law(std::uint8_t{0xff}), 0);
  EXPECT_EQ(decode_mu_law(std::uint8_t{0xfe}), 8);
}

TEST(G711Test, ALawHasTheValuesOfTheStandard) {
  EXPECT_EQ(encode_a_law(std::int16_t{0}), 0xd5);
  EXPECT_EQ(encode_a_law(std::int16_t{-1}), 0x55);
  EXPECT_EQ(encode_a_law(std::int16_t{32767}), 0xaa);
  EXPECT_EQ(encode_a_law(std::int16_t{-32768}), 0x2a);
  EXPECT_EQ(decode_a_law(std::uint8_t{0xd5}), 8);
  EXPECT_EQ(decode_a_law(std::uint8_t{0xaa}), 32256);
  EXPECT_EQ(decode_a_law(std::uint8_t{0x2a}), -32256);
}

TEST(G711Test, EveryCodeComesBack) {
  for (int code = 0; code < 256; ++code) {
    const auto byte = static_cast<std::uint8_t>(code);
    EXPECT_EQ(encode_a_law(decode_a_law(byte)), byte) << code;
    if (code == 0x7f) continue;  // the negative zero of mu-law
    EXPECT_EQ(encode_mu_law(decode_mu_law(byte)), byte) << code;
  }
}

TEST(G711Test, NoSampleIsFurtherOffThanItsStep) {
  for (int value = -32768; value <= 32767; ++value) {
    const auto sample = static_cast<std::int16_t>(value);
    const int step_max = std::max(std::abs(value) / 16, 16);
    ASSERT_LE(std::abs(decode_a_law(encode_a_law(sample)) - value), step_max) << value;
    ASSERT_LE(std::abs(decode_mu_law(encode_mu_law(sample)) - value), step_max) << value;
  }
}

TEST(G711Test, BuffersAreConvertedSampleBySample) {
  const std::vector<std::int16_t> samples{0, 1000, -1000};
  EXPECT_EQ(encode_mu_law(samples).size(), 3U);
  EXPECT_EQ(decode_mu_law(encode_mu_law(samples))[1], decode_mu_law(encode_mu_law(samples[1])));
  EXPECT_EQ(decode_a_law(encode_a_law(samples))[2], decode_a_law(encode_a_law(samples[2])));
}

}  // namespace
}  // namespace media
