// Goal: record headers are the ones on the page, bounded before anybody believes their length.

#include "storage/segment/record_format.h"

#include <gtest/gtest.h>

#include "storage/segment/segment_format.h"

namespace storage {
namespace {

RecordHeader sample_record_header() {
  RecordHeader header;
  header.kind = RecordKind::Video;
  header.track = 1;
  header.flags = record_flag::kKeyFrame | record_flag::kCommitStart;
  header.body_bytes = 70'000;
  header.number = 5;
  header.arrival = {0x0102030405060708};
  header.wall = {0x1112131415161718};
  header.media = base::TickDuration{0x2122232425262728};
  header.duration = 0x31323334;
  header.samples = 25;
  header.first_sample = 0x4142434445464748;
  return header;
}

bool reads_back(const RecordHeader& header) {
  const auto parsed = parse_record_header(marshal(header));
  return parsed && *parsed == header;
}

TEST(RecordFormatTest, HeaderStandsAsThePageSaysAndReadsBack) {
  EXPECT_EQ(base::hex(marshal(sample_record_header())),
            "420180010001117000000000000000050102030405060708111213141516171821222324252627"
            "2831323334000000194142434445464748");
  EXPECT_TRUE(reads_back(sample_record_header()));
}

TEST(RecordFormatTest, SpaceThatWasNeverWrittenIsNoRecord) {
  EXPECT_FALSE(parse_record_header(RecordHeaderBytes{}));
}

TEST(RecordFormatTest, EachKindHasItsLongestBody) {
  const std::pair<RecordKind, std::uint32_t> limits[] = {
      {RecordKind::Video, 16U << 20},    {RecordKind::Init, 16U << 20},
      {RecordKind::Context, 256U << 10}, {RecordKind::Final, (4U << 20) + 64},
      {RecordKind::Pad, 4095},           {RecordKind::Gap, 64U << 10},
      {RecordKind{0x8b}, 64U << 10},     {RecordKind{0xcb}, 16U << 20},
  };
  for (const auto& [kind, limit] : limits) {
    RecordHeader header;
    header.kind = kind;
    header.body_bytes = limit;
    EXPECT_TRUE(reads_back(header)) << int{static_cast<std::uint8_t>(kind)};
    ++header.body_bytes;
    EXPECT_FALSE(reads_back(header)) << int{static_cast<std::uint8_t>(kind)};
  }
}

TEST(RecordFormatTest, NumbersCountFromOneToTheLimit) {
  RecordHeader header;
  for (const auto& [number, good] : {std::pair{std::uint64_t{0}, false},
                                     {1, true},
                                     {kRecordsMax, true},
                                     {kRecordsMax + 1, false}}) {
    header.number = number;
    EXPECT_EQ(reads_back(header), good) << number;
  }
}

TEST(RecordFormatTest, UnknownFlagsAreRefused) {
  RecordHeader header;
  for (unsigned bit = 0; bit < 16; ++bit) {
    header.flags = static_cast<std::uint16_t>(1U << bit);
    EXPECT_EQ(reads_back(header), (header.flags & 0x800f) != 0) << bit;
  }
}

TEST(RecordFormatTest, OnlyMediaHasSamples) {
  RecordHeader header;
  header.kind = RecordKind::Gap;
  header.samples = 1;
  EXPECT_FALSE(reads_back(header));
  header.kind = RecordKind::Audio;
  EXPECT_TRUE(reads_back(header));
}

TEST(RecordFormatTest, KindsSayWhetherTheyAreSealedAndWhetherTheyMatter) {
  EXPECT_TRUE(is_sealed(RecordKind::Metadata));
  EXPECT_FALSE(is_sealed(RecordKind::Final));
  EXPECT_TRUE(is_known(RecordKind::Final));
  EXPECT_FALSE(is_known(RecordKind{0x08}));
  EXPECT_FALSE(is_ignorable(RecordKind{0x08}));
  EXPECT_TRUE(is_ignorable(RecordKind{0xc8}));
}

TEST(RecordFormatTest, SizesCountTheTagOfSealedKindsOnly) {
  RecordHeader header;
  header.kind = RecordKind::Video;
  header.body_bytes = 10;
  EXPECT_EQ(record_bytes(header), 56U + 10 + 16 + 32);
  header.kind = RecordKind::Verdict;
  EXPECT_EQ(record_bytes(header), 56U + 10 + 32);
}

TEST(RecordFormatTest, APadEndsEveryCommitOnABlock) {
  EXPECT_EQ(pad_body_bytes(8192), std::nullopt);
  for (std::uint64_t position = 8193; position < 12'288; ++position) {
    const auto body = pad_body_bytes(position);
    ASSERT_TRUE(body);
    EXPECT_EQ((position + kRecordBytesMin + *body) % kBlockBytes, 0U);
    EXPECT_LE(*body, kPadBodyBytesMax);
  }
  EXPECT_EQ(pad_body_bytes(4096 - 88), 0U);
  EXPECT_EQ(pad_body_bytes(4096 - 87), kPadBodyBytesMax);
}

TEST(RecordFormatTest, NonceIsTheRecordNumber) {
  EXPECT_EQ(base::hex(record_nonce(0x0102030405060708)), "000000000102030405060708");
}

TEST(RecordFormatTest, TheSealCoversSegmentAndRecordHeader) {
  Digest digest;
  digest.fill(0xaa);
  const auto data = record_associated_data(digest, sample_record_header());
  EXPECT_EQ(base::hex(data), base::hex(digest) + base::hex(marshal(sample_record_header())));
}

}  // namespace
}  // namespace storage
