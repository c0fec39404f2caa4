#include "media/h26x/nal_parser.h"

#include <gtest/gtest.h>

#include <vector>

#include "media/h26x/nal.h"
#include "tests/support/hex.h"
#include "tests/support/key_frame.h"

namespace media {
namespace {

using test_support::unhex;

template <typename Nals>
std::vector<std::string> all_of(Nals nals) {
  std::vector<std::string> units;
  while (const auto nal = nals.next()) units.push_back(base::hex(*nal));
  return units;
}

using Units = std::vector<std::string>;

TEST(LengthPrefixedNals, WalksEveryUnit) {
  const base::Bytes sample = unhex("00000002aabb00000001cc");
  EXPECT_EQ(all_of(LengthPrefixedNals{sample}), (Units{"aabb", "cc"}));
}

TEST(LengthPrefixedNals, PassesOverEmptyUnits) {
  const base::Bytes sample = unhex("0000000000000001cc00000000");
  EXPECT_EQ(all_of(LengthPrefixedNals{sample}), (Units{"cc"}));
}

TEST(LengthPrefixedNals, FailsWhenALengthRunsOverTheEnd) {
  for (const char* hex : {"00000003aabb", "ffffffffaa", "000000"}) {
    const base::Bytes sample = unhex(hex);
    LengthPrefixedNals nals{sample};
    EXPECT_FALSE(nals.next()) << hex;
    EXPECT_TRUE(nals.failed()) << hex;
  }
}

TEST(AnnexBNals, TakesStartCodesOfThreeAndFourBytes) {
  const base::Bytes stream = unhex("00000001aabb000001cc0000000001dd00");
  EXPECT_EQ(all_of(AnnexBNals{stream}), (Units{"aabb", "cc", "dd"}));
}

TEST(AnnexBNals, FindsNothingWithoutAStartCode) {
  for (const char* hex : {"", "00", "0000", "000001", "aabbcc", "00000001"}) {
    const base::Bytes stream = unhex(hex);
    EXPECT_TRUE(all_of(AnnexBNals{stream}).empty()) << hex;
  }
}

TEST(NalConversion, ThereAndBackGivesTheSameBytes) {
  for (const auto codec : {VideoCodec::H264, VideoCodec::H265}) {
    const base::Bytes sample = test_support::key_frame(codec);
    const auto annex_b = to_annex_b(sample);
    ASSERT_TRUE(annex_b);
    EXPECT_EQ(to_length_prefixed(*annex_b), sample);
  }
}

TEST(NalConversion, RefusesLengthsThatDoNotAddUp) {
  const auto converted = to_annex_b(unhex("00000009aabb"));
  ASSERT_FALSE(converted);
  EXPECT_EQ(converted.error().kind, base::ErrorKind::InvalidInput);
}

TEST(NalTypes, TellKeyFramesOfBothCodecs) {
  for (const auto codec : {VideoCodec::H264, VideoCodec::H265}) {
    EXPECT_TRUE(is_irap(codec, test_support::key_frame(codec)));
  }
  EXPECT_FALSE(is_irap(VideoCodec::H264, unhex("000000024100")));
  EXPECT_FALSE(is_irap(VideoCodec::H265, unhex("000000030201d0")));  // a trailing picture
  EXPECT_TRUE(is_irap(VideoCodec::H265, unhex("000000032a0100")));   // clean random access
}

TEST(NalTypes, OfATooShortUnitIsNone) {
  EXPECT_EQ(nal_type(VideoCodec::H264, {}), 0xff);
  EXPECT_EQ(nal_type(VideoCodec::H265, unhex("42")), 0xff);
  EXPECT_FALSE(is_picture(VideoCodec::H265, 0xff));
}

}  // namespace
}  // namespace media
