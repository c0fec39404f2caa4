// Goal: AAC configurations of cameras are read, and ours are as ISO/IEC 14496-3 wants them.

#include "media/audio/aac_config_format.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/support/hex.h"

namespace media {
namespace {

using test_support::unhex;

TEST(AacConfigFormatTest, ReadsPlainAac) {
  EXPECT_EQ(parse_aac_config(unhex("1408")).value(), (AacConfig{2, 16000, 1, 1024, 0}));
  EXPECT_EQ(parse_aac_config(unhex("1210")).value(), (AacConfig{2, 44100, 2, 1024, 0}));
  EXPECT_EQ(codec_string({}), "mp4a.40.2");
}

TEST(AacConfigFormatTest, ReadsBothWaysToTellOfSbr) {
  const AacConfig expected{2, 24000, 2, 1024, 48000};
  EXPECT_EQ(parse_aac_config(unhex("2b118800")).value(), expected);
  EXPECT_EQ(parse_aac_config(unhex("131056e598")).value(), expected);
  EXPECT_EQ(codec_string(expected), "mp4a.40.5");
}

TEST(AacConfigFormatTest, ReadsWhatItMarshals) {
  constexpr std::array<std::uint8_t, 4> kChannels{1, 2, 6, 8};
  constexpr std::array<std::uint16_t, 2> kFrames{960, 1024};
  EXPECT_EQ(base::hex(marshal(AacConfig{})), "1408");
  for (const std::uint32_t rate : {7350U, 8000U, 12345U, 96000U}) {
    for (const std::uint8_t channels : kChannels) {
      for (const std::uint16_t frame : kFrames) {
        for (const std::uint32_t extension : {0U, 48000U, 12345U}) {
          const AacConfig config{2, rate, channels, frame, extension};
          EXPECT_EQ(parse_aac_config(marshal(config)).value(), config);
        }
      }
    }
  }
}

TEST(AacConfigFormatTest, RefusesWhatItDoesNotKnow) {
  for (const char* config : {"", "14",         // cut short
                             "fc08",           // an escaped object type
                             "3408",           // Scalable
                             "1688",           // a reserved rate
                             "1400",           // channels told elsewhere
                             "1440",           // a reserved channel configuration
                             "140a",           // with a core coder
                             "1780000008"}) {  // a rate of nothing
    EXPECT_FALSE(parse_aac_config(unhex(config))) << config;
  }
}

}  // namespace
}  // namespace media
