#include "media/mp4/clip.h"

#include <gtest/gtest.h>

#include <map>

#include "base/byte_order.h"
#include "media/mp4/boxes.h"
#include "tests/unit/media/mp4/movie_parts.h"

namespace media {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kOrigin{1'796'000'000};

// The records of a clip, as whoever serves it would open them.
class Records {
 public:
  std::uint32_t add(base::Bytes record) {
    records_.push_back(std::move(record));
    return static_cast<std::uint32_t>(records_.size() - 1);
  }
  const base::Bytes& operator[](std::uint32_t record) const { return records_[record]; }

  base::Bytes read(const Clip& clip, std::uint64_t offset, std::uint64_t bytes) const {
    base::Bytes out;
    for (const ClipPart& part : clip.parts(offset, bytes)) {
      const base::ByteView from = part.head ? clip.head() : records_[part.record];
      base::append(out, from.subspan(part.offset, part.bytes));
    }
    return out;
  }

 private:
  std::vector<base::Bytes> records_;
};

class ClipTest : public testing::Test {
 protected:
  void begin(std::chrono::nanoseconds origin, base::Bytes init = test::init(test::kMuLaw)) {
    ASSERT_TRUE(builder_.begin_segment(init, origin));
  }
  void add(base::Bytes record) {
    const std::uint32_t number = records_.add(std::move(record));
    ASSERT_TRUE(builder_.add_record(number, records_[number]));
  }
  void add_usual_records() {
    begin(kOrigin);
    add(test::fragment(kVideoTrack, 0, 3600, {"V0key", "V1"}));
    add(test::fragment(kAudioTrack, 0, 160, {"a0", "a1"}));
    add(test::fragment(kVideoTrack, 7200, 3600, {"V2key", "V3"}));
  }
  Clip finish() {
    auto clip = std::move(builder_).finish();
    EXPECT_TRUE(clip) << clip.error().message;
    return *std::move(clip);
  }

  ClipBuilder builder_;
  Records records_;
};

std::vector<std::uint32_t> numbers_of(base::ByteView head, std::size_t track,
                                      std::string_view table) {
  const auto movie = find_box(head, "moov");
  Boxes boxes{movie->content};
  std::vector<std::uint32_t> numbers;
  while (const auto box = boxes.next()) {
    if (box->type != "trak" || track-- != 0) continue;
    base::ByteReader reader{find_box(box->content, {"mdia", "minf", "stbl", table})->content};
    reader.take(4);
    while (reader.remaining() > 0) numbers.push_back(reader.get<std::uint32_t>());
  }
  return numbers;
}

TEST_F(ClipTest, IsTheHeadAndThenTheRecordsMedia) {
  add_usual_records();
  const Clip clip = finish();
  const base::Bytes whole = records_.read(clip, 0, clip.bytes());
  ASSERT_EQ(whole.size(), clip.bytes());
  const auto media = find_box(whole, "mdat");
  ASSERT_TRUE(media);
  EXPECT_EQ(base::as_text(media->content), "V0keyV1a0a1V2keyV3");
}

TEST_F(ClipTest, AnyRangeIsThatOfTheWhole) {
  add_usual_records();
  const Clip clip = finish();
  const base::Bytes whole = records_.read(clip, 0, clip.bytes());
  for (std::size_t offset = clip.head().size() - 3; offset <= whole.size(); ++offset) {
    for (std::size_t bytes = 0; bytes <= whole.size() - offset; ++bytes) {
      const base::ByteView expected = base::ByteView{whole}.subspan(offset, bytes);
      ASSERT_TRUE(std::ranges::equal(records_.read(clip, offset, bytes), expected))
          << offset << '+' << bytes;
    }
  }
}

TEST_F(ClipTest, RangePastTheEndIsCut) {
  add_usual_records();
  const Clip clip = finish();
  EXPECT_TRUE(clip.parts(clip.bytes(), 10).empty());
  EXPECT_EQ(records_.read(clip, clip.bytes() - 2, ~0ULL), base::to_bytes("V3"));
}

TEST_F(ClipTest, ChunksLieWhereTheyAreSaidToLie) {
  add_usual_records();
  const Clip clip = finish();
  const base::Bytes whole = records_.read(clip, 0, clip.bytes());
  const auto offsets = numbers_of(clip.head(), 0, "co64");  // count, then pairs of halves
  ASSERT_EQ(offsets.size(), 5U);
  EXPECT_EQ(base::as_text(base::ByteView{whole}.subspan(offsets[2], 5)), "V0key");
  EXPECT_EQ(base::as_text(base::ByteView{whole}.subspan(offsets[4], 5)), "V2key");
}

TEST_F(ClipTest, AGapBetweenSegmentsKeepsLaterTimesRight) {
  begin(kOrigin);
  add(test::fragment(kVideoTrack, 0, 3600, {"V0key", "V1"}));
  begin(kOrigin + seconds{10});
  add(test::fragment(kVideoTrack, 0, 3600, {"V2key"}));
  const Clip clip = finish();
  EXPECT_EQ(numbers_of(clip.head(), 0, "stts"),
            (std::vector<std::uint32_t>{3, 1, 3600, 1, 900'000 - 3600, 1, 3600}));
  EXPECT_EQ(clip.duration(), seconds{10} + milliseconds{40});
}

TEST_F(ClipTest, KeyFramesAreMarked) {
  add_usual_records();
  EXPECT_EQ(numbers_of(finish().head(), 0, "stss"), (std::vector<std::uint32_t>{2, 1, 3}));
}

TEST_F(ClipTest, ANewSampleEntryIsSwitchedTo) {
  begin(kOrigin);
  add(test::fragment(kVideoTrack, 0, 3600, {"V0key"}));
  begin(kOrigin + seconds{1}, test::init({}, VideoCodec::H265));
  add(test::fragment(kVideoTrack, 0, 3600, {"W0key"}));
  EXPECT_EQ(numbers_of(finish().head(), 0, "stsc"),
            (std::vector<std::uint32_t>{2, 1, 1, 1, 2, 1, 2}));
}

TEST_F(ClipTest, AudioBeforeTheFirstPictureIsLeftOut) {
  begin(kOrigin);
  add(test::fragment(kAudioTrack, 0, 160, {"a0"}));
  add(test::fragment(kVideoTrack, 0, 3600, {"V0key"}));
  const Clip clip = finish();
  EXPECT_EQ(records_.read(clip, clip.head().size(), 100), base::to_bytes("V0key"));
}

TEST_F(ClipTest, SamplesThatOverlapStillRise) {
  begin(kOrigin);
  add(test::fragment(kVideoTrack, 0, 3600, {"V0key", "V1"}));
  begin(kOrigin - seconds{5});
  add(test::fragment(kVideoTrack, 0, 3600, {"V2key"}));
  EXPECT_EQ(numbers_of(finish().head(), 0, "stts"),
            (std::vector<std::uint32_t>{3, 1, 3600, 1, 1, 1, 3600}));
}

TEST(ClipBuilder, NeedsVideo) {
  EXPECT_FALSE(ClipBuilder{}.finish());
  ClipBuilder builder;
  ASSERT_TRUE(builder.begin_segment(test::init(test::kMuLaw), kOrigin));
  ASSERT_TRUE(builder.add_record(0, test::fragment(kAudioTrack, 0, 160, {"a0"})));
  EXPECT_FALSE(std::move(builder).finish());
}

TEST(ClipBuilder, RefusesWhatIsNoRecordOfItsSegment) {
  ClipBuilder builder;
  EXPECT_FALSE(builder.add_record(0, test::fragment(kVideoTrack, 0, 3600, {"V"})));
  ASSERT_TRUE(builder.begin_segment(test::init(), kOrigin));
  EXPECT_FALSE(builder.add_record(0, test::fragment(kAudioTrack, 0, 160, {"a"})));
  EXPECT_FALSE(builder.add_record(0, test::fragment(kVideoTrack, ~0ULL, 3600, {"V"})));
}

TEST(ClipBuilder, HoldsItsLimitOfSamples) {
  ClipBuilder builder{{.samples_max = 2}};
  ASSERT_TRUE(builder.begin_segment(test::init(), kOrigin));
  EXPECT_TRUE(builder.add_record(0, test::fragment(kVideoTrack, 0, 3600, {"a", "b"})));
  EXPECT_FALSE(builder.add_record(1, test::fragment(kVideoTrack, 7200, 3600, {"c"})));
}

}  // namespace
}  // namespace media
