#include <gtest/gtest.h>

#include "media/mp4/fragment_parser.h"
#include "tests/unit/media/mp4/movie_parts.h"

namespace media {
namespace {

TEST(Fragment, ComesBackAsItWasWritten) {
  const base::Bytes bytes = test::fragment(kVideoTrack, 1ULL << 40, 3600, {"key", "other"});
  const auto fragment = parse_fragment(bytes);
  ASSERT_TRUE(fragment) << fragment.error().message;
  EXPECT_EQ(fragment->track, kVideoTrack);
  EXPECT_EQ(fragment->sequence, 1U);
  EXPECT_EQ(fragment->decode_time, 1ULL << 40);
  EXPECT_EQ(fragment->duration(), 7200U);
  ASSERT_EQ(fragment->samples.size(), 2U);
  EXPECT_TRUE(fragment->samples[0].key);
  EXPECT_FALSE(fragment->samples[1].key);
  EXPECT_EQ(base::as_text(sample_bytes(bytes, fragment->samples[0])), "key");
  EXPECT_EQ(base::as_text(sample_bytes(bytes, fragment->samples[1])), "other");
}

TEST(Fragment, SizeIsKnownBefore) {
  EXPECT_EQ(test::fragment(kAudioTrack, 0, 160, {"abc", "defg"}).size(),
            fragment_overhead_bytes(2) + 7);
}

TEST(Fragment, RefusesEveryTruncation) {
  const base::Bytes bytes = test::fragment(kVideoTrack, 0, 3600, {"key", "other"});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(parse_fragment(base::ByteView{bytes}.first(size))) << size;
  }
}

TEST(Fragment, RefusesASampleThatRunsOverItsMedia) {
  base::Bytes bytes = test::fragment(kVideoTrack, 0, 3600, {"key"});
  bytes[95] += 1;  // the low byte of the first sample's size
  EXPECT_FALSE(parse_fragment(bytes));
}

TEST(Fragment, RefusesASampleThatLiesInTheHead) {
  base::Bytes bytes = test::fragment(kVideoTrack, 0, 3600, {"key"});
  bytes[87] -= 1;  // the low byte of the run's offset
  EXPECT_FALSE(parse_fragment(bytes));
}

TEST(Fragment, RefusesTwoAtOnce) {
  base::Bytes bytes = test::fragment(kVideoTrack, 0, 3600, {"key"});
  base::append(bytes, base::Bytes{bytes});
  EXPECT_FALSE(parse_fragment(bytes));
}

}  // namespace
}  // namespace media
