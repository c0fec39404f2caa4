// Goal: bodies of clear records read back, stand where the page says, and impossible ones fail.

#include "storage/segment/record_body_format.h"

#include <gtest/gtest.h>

#include "storage/segment/segment_format.h"
#include "tests/support/filled_id.h"

namespace storage {
namespace {

using test_support::filled_id;

template <typename Value, typename Parse>
void expect_reads_back(const Value& value, std::size_t size, Parse parse) {
  const base::Bytes bytes = marshal(value);
  ASSERT_EQ(bytes.size(), size);
  const auto parsed = parse(bytes);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, value);
  EXPECT_FALSE(parse(base::ByteView{bytes}.first(size - 1)));
  base::Bytes longer = bytes;
  longer.push_back(0);
  EXPECT_FALSE(parse(longer));
}

Checkpoint sample_checkpoint() {
  Checkpoint checkpoint{.time = {0x0102030405060708}, .signing_key = filled_id(2)};
  checkpoint.chain.fill(1);
  checkpoint.signature.fill(3);
  return checkpoint;
}

IndexEntry entry_at(std::uint64_t offset, std::uint64_t number) {
  IndexEntry entry{.offset = offset};
  entry.header.kind = RecordKind::Video;
  entry.header.number = number;
  entry.header.body_bytes = 100;
  return entry;
}

FinalRecord sample_final() {
  return {sample_checkpoint(), FinalReason::NewInit, {entry_at(320, 1), entry_at(524, 3)}};
}

TEST(RecordBodyFormatTest, GapReadsBack) {
  const Gap gap{GapReason::DiskSlow, 2, 17, {1000}, {2000}};
  expect_reads_back(gap, kGapBytes, parse_gap);
  EXPECT_EQ(base::hex(marshal(gap)), "040200000000001100000000000003e800000000000007d0");
}

TEST(RecordBodyFormatTest, GapMayLastButNotEndBeforeItBegins) {
  EXPECT_TRUE(parse_gap(marshal(Gap{.from = {1000}, .to = {}})));
  EXPECT_TRUE(parse_gap(marshal(Gap{.from = {1000}, .to = {1000}})));
  EXPECT_FALSE(parse_gap(marshal(Gap{.from = {1000}, .to = {999}})));
}

TEST(RecordBodyFormatTest, ReasonsOfALaterWriterAreKeptAndZeroIsRefused) {
  EXPECT_EQ(parse_gap(marshal(Gap{.reason = GapReason{200}}))->reason, GapReason{200});
  EXPECT_FALSE(parse_gap(marshal(Gap{.reason = GapReason{0}})));
}

TEST(RecordBodyFormatTest, VerdictReadsBack) {
  VerdictRecord verdict{.segment = filled_id(1),
                        .first_sample = 10,
                        .last_sample = 10,
                        .part_counter = 0x01020304,
                        .verdict = Verdict::AuthenticWithLoss,
                        .provenance = Provenance::PinnedCamera,
                        .policy = SigningPolicy::MustSign,
                        .track = 1,
                        .signer = filled_id(9),
                        .claimed = {5},
                        .judged = {6},
                        .findings = finding::kCounterSkipped | finding::kAnchorLost,
                        .samples_missing = 3};
  verdict.sei.fill(7);
  expect_reads_back(verdict, kVerdictBytes, parse_verdict);
  EXPECT_EQ(base::hex(base::ByteView{marshal(verdict)}.subspan(32, 9)), "010203040202010107");
  verdict.last_sample = 9;
  EXPECT_FALSE(parse_verdict(marshal(verdict)));
  verdict.last_sample = 10;
  verdict.verdict = Verdict{};
  EXPECT_FALSE(parse_verdict(marshal(verdict)));
}

TEST(RecordBodyFormatTest, ClockReadsBackWithACameraThatIsBehind) {
  const ClockRecord clock{.state = ClockState::Synchronised,
                          .track = 1,
                          .error_us_max = 250,
                          .camera_offset = -2,
                          .sender_ntp = {1},
                          .sender_rtp = 2,
                          .rtp_rate = 90'000,
                          .media = base::TickDuration{3},
                          .claimed = {4}};
  expect_reads_back(clock, kClockBytes, parse_clock);
  EXPECT_EQ(base::hex(base::ByteView{marshal(clock)}.subspan(8, 8)), "fffffffffffffffe");
  base::Bytes bytes = marshal(clock);
  bytes[3] = 1;
  EXPECT_FALSE(parse_clock(bytes));
}

TEST(RecordBodyFormatTest, CheckpointReadsBack) {
  expect_reads_back(sample_checkpoint(), kCheckpointBytes, parse_checkpoint);
}

TEST(RecordBodyFormatTest, FinalReadsBack) {
  expect_reads_back(sample_final(), kFinalFixedBytes + 2 * kIndexEntryBytes, parse_final);
  expect_reads_back(FinalRecord{sample_checkpoint(), FinalReason::StreamEnded, {}},
                    kFinalFixedBytes, parse_final);
}

TEST(RecordBodyFormatTest, IndexIsInOrderWithoutOverlap) {
  const auto accepted = [](auto&& change) {
    FinalRecord final_record = sample_final();
    change(final_record.index);
    return parse_final(marshal(final_record)).has_value();
  };
  using Index = std::vector<IndexEntry>;
  EXPECT_TRUE(accepted([](Index& index) { index[1].offset = 320 + 204; }));
  EXPECT_FALSE(accepted([](Index& index) { index[1].offset = 320 + 203; }));
  EXPECT_FALSE(accepted([](Index& index) { index[0].offset = 319; }));
  EXPECT_FALSE(accepted([](Index& index) { index[1].header.number = 1; }));
  EXPECT_FALSE(accepted([](Index& index) { index[1].offset = kSegmentBytesMax + 1; }));
  EXPECT_FALSE(accepted([](Index& index) { index[1].offset = ~std::uint64_t{0}; }));
  for (const RecordKind kind : {RecordKind::Pad, RecordKind::Checkpoint, RecordKind::Final}) {
    EXPECT_FALSE(accepted([kind](Index& index) { index[0].header.kind = kind; }));
  }
}

TEST(RecordBodyFormatTest, IndexIsAsLongAsItSays) {
  base::Bytes bytes = marshal(sample_final());
  for (const std::uint8_t entries : base::Bytes{0, 1, 3, 255}) {
    bytes[127] = entries;
    EXPECT_FALSE(parse_final(bytes)) << int{entries};
  }
  bytes[127] = 2;
  EXPECT_TRUE(parse_final(bytes));
}

TEST(RecordBodyFormatTest, TheLongestIndexOfASegmentFits) {
  FinalRecord final_record{sample_checkpoint(), FinalReason::LimitReached, {}};
  for (std::uint64_t number = 1; number <= kRecordsMax; ++number) {
    final_record.index.push_back(entry_at(320 + 204 * (number - 1), number));
  }
  const base::Bytes bytes = marshal(final_record);
  EXPECT_EQ(bytes.size(), kFinalBodyBytesMax);
  EXPECT_TRUE(parse_final(bytes));
}

TEST(RecordBodyFormatTest, SignaturesCoverWhatThePageSays) {
  const Checkpoint checkpoint = sample_checkpoint();
  const base::Bytes message = checkpoint_message(filled_id(5), 3, checkpoint);
  EXPECT_EQ(message.size(), 101U);
  EXPECT_EQ(base::hex(message), base::hex(base::as_bytes("custody checkpoint v1")) +
                                    base::to_string(filled_id(5)) + "0000000000000003" +
                                    base::hex(base::ByteView{marshal(checkpoint)}.first(56)));
  Digest tail;
  tail.fill(0xee);
  const base::Bytes final_signed = final_message(filled_id(5), 3, checkpoint, tail);
  EXPECT_EQ(final_signed.size(), 128U);
  EXPECT_TRUE(base::as_text(final_signed).starts_with("custody final v1"));
  EXPECT_TRUE(base::hex(final_signed).ends_with(base::hex(tail)));
}

}  // namespace
}  // namespace storage
