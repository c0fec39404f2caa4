// Goal: the frame of a segment is the one on the page, and nothing else is taken for one.

#include "storage/segment/segment_format.h"

#include <gtest/gtest.h>

#include "storage/segment/record_format.h"
#include "tests/support/filled_id.h"

namespace storage {
namespace {

using test_support::filled_id;

SegmentHeader sample_segment_header() {
  SegmentHeader header;
  header.stream = StreamId::Sub;
  header.day_key_day = 0x00025f5e;
  header.segment = filled_id(1);
  header.recorder = filled_id(2);
  header.camera = filled_id(3);
  header.boot = filled_id(4);
  header.sequence = 0x0102030405060708;
  header.start = base::to_ticks(*base::parse_rfc3339("2026-11-20T23:50:00.25Z"));
  header.day_key = filled_id(5);
  header.signing_key = filled_id(6);
  header.chain_in.fill(7);
  header.key_commitment.fill(8);
  header.encapsulated.fill(9);
  header.wrapped_key.fill(10);
  return header;
}

TEST(SegmentFormatTest, HeaderReadsBack) {
  const base::Bytes bytes = marshal(sample_segment_header());
  ASSERT_EQ(bytes.size(), kSegmentHeaderBytes);
  EXPECT_EQ(*parse_segment_header(bytes), sample_segment_header());
}

TEST(SegmentFormatTest, HeaderFieldsStandWhereThePageSays) {
  const base::Bytes bytes = marshal(sample_segment_header());
  EXPECT_EQ(base::as_text(base::ByteView{bytes}.first(8)), "CUSTSEG\n");
  EXPECT_EQ(base::hex(base::ByteView{bytes}.subspan(8, 8)), "0001000100025f5e");
  EXPECT_EQ(base::hex(base::ByteView{bytes}.subspan(80, 8)), "0102030405060708");
  const std::pair<std::size_t, std::uint8_t> firsts[] = {{16, 1},  {32, 2},   {48, 3},  {64, 4},
                                                         {96, 5},  {112, 6},  {128, 7}, {160, 8},
                                                         {192, 9}, {257, 10}, {305, 0}};
  for (const auto& [offset, value] : firsts) EXPECT_EQ(bytes[offset], value) << offset;
}

TEST(SegmentFormatTest, HeaderOfAnotherFormatIsToldFromDamage) {
  base::Bytes bytes = marshal(sample_segment_header());
  bytes[9] = 2;
  EXPECT_EQ(parse_segment_header(bytes).error().kind, base::ErrorKind::InvalidInput);
  bytes[0] ^= 1;
  EXPECT_EQ(parse_segment_header(bytes).error().kind, base::ErrorKind::Corrupt);
}

TEST(SegmentFormatTest, HeaderWithImpossibleFieldsIsRefused) {
  const auto refused = [](auto&& change) {
    SegmentHeader header = sample_segment_header();
    change(header);
    return !parse_segment_header(marshal(header));
  };
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.sequence = 0; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.segment = {}; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.stream = StreamId{16}; }));
  EXPECT_FALSE(refused([](SegmentHeader& h) { h.stream = StreamId{15}; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.day_key_day = base::kDayMax + 1; }));
  EXPECT_FALSE(refused([](SegmentHeader& h) { h.day_key_day = base::kDayMax; }));
  EXPECT_TRUE(refused([](SegmentHeader& h) { h.start = {~std::uint64_t{0}}; }));

  base::Bytes bytes = marshal(sample_segment_header());
  bytes.back() = 1;
  EXPECT_FALSE(parse_segment_header(bytes));
  EXPECT_FALSE(parse_segment_header(base::ByteView{bytes}.first(319)));
  bytes.back() = 0;
  bytes.push_back(0);
  EXPECT_FALSE(parse_segment_header(bytes));
}

TEST(SegmentFormatTest, FootageThatCameLateIsAStreamOfItsOwn) {
  EXPECT_TRUE(is_backfill(backfill_of(StreamId::Sub)));
  EXPECT_FALSE(is_backfill(StreamId::Sub));
  EXPECT_TRUE(is_stream(backfill_of(StreamId{15})));
  EXPECT_FALSE(is_stream(backfill_of(StreamId{16})));
}

TEST(SegmentFormatTest, EveryPartOfTheHeaderThatNamesTheFootageBindsItsKey) {
  const base::Bytes info = segment_key_info(sample_segment_header());
  EXPECT_EQ(info.size(), 68U);
  EXPECT_TRUE(base::as_text(info).starts_with("custody seg v1"));
  const auto differs = [&](auto&& change) {
    SegmentHeader header = sample_segment_header();
    change(header);
    return segment_key_info(header) != info;
  };
  EXPECT_TRUE(differs([](SegmentHeader& h) { h.segment = filled_id(99); }));
  EXPECT_TRUE(differs([](SegmentHeader& h) { h.camera = filled_id(99); }));
  EXPECT_TRUE(differs([](SegmentHeader& h) { h.stream = StreamId::Main; }));
  EXPECT_TRUE(differs([](SegmentHeader& h) { ++h.day_key_day; }));
  EXPECT_TRUE(differs([](SegmentHeader& h) { h.day_key = filled_id(99); }));
}

TEST(SegmentFormatTest, EndMarkReadsBackWithinItsLimits) {
  for (const std::uint64_t size : {std::uint64_t{kRecordBytesMin}, kSegmentBytesMax}) {
    EXPECT_EQ(parse_end_mark(marshal(EndMark{size}))->final_record_bytes, size);
  }
  EXPECT_FALSE(parse_end_mark(marshal(EndMark{kRecordBytesMin - 1})));
  EXPECT_FALSE(parse_end_mark(marshal(EndMark{kSegmentBytesMax + 1})));
  base::Bytes bytes = marshal(EndMark{1000});
  EXPECT_EQ(base::as_text(base::ByteView{bytes}.last(8)), "CUSTEND\n");
  bytes.back() = 0;
  EXPECT_FALSE(parse_end_mark(bytes));
}

TEST(SegmentFormatTest, PathsSortByStreamAndOrder) {
  EXPECT_EQ(segment_path(sample_segment_header()),
            "segments/03030303030303030303030303030303/2026-11-20/"
            "0001-0102030405060708-01010101010101010101010101010101.seg");
}

}  // namespace
}  // namespace storage
