// Goal: what the writer makes is a segment as the page says, and opens to what was put in.

#include "storage/segment/segment_writer.h"

#include <gtest/gtest.h>

#include "storage/segment/segment_reader.h"
#include "tests/support/golden_archive.h"
#include "tests/unit/storage/archive_world.h"

namespace storage {
namespace {

class SegmentWriterTest : public testing::Test {
 protected:
  SegmentReader reader(const std::string& path) {
    return SegmentReader::open(world_.files, path).value();
  }
  crypto::PublicKey signer() const {
    return public_key_of(world_.keys->current()->public_key()).value();
  }

  ArchiveWorld world_;
};

TEST_F(SegmentWriterTest, AnIndependentCheckerFindsNothingWrong) {
  const std::string path = world_.record(25);
  const base::Bytes file = world_.bytes_of(path);
  EXPECT_FALSE(golden::find_fault(file, signer()));
  EXPECT_EQ(golden::authentic_prefix(file)->chain(), world_.updates.back().row_facts.chain_out);
}

TEST_F(SegmentWriterTest, EveryRecordOpensToWhatWasPutIn) {
  SegmentReader segment = reader(world_.record(3));
  const auto secret = open_segment_key(segment.header(), world_.day);
  ASSERT_TRUE(secret);
  crypto::AeadKey key = crypto::AeadKey::from(*secret).value();
  const auto contents = segment.records();
  ASSERT_TRUE(contents);
  ASSERT_EQ(contents->records.size(), 2U + 3U * 2U);
  EXPECT_EQ(base::as_text(*segment.open_record(contents->records[1], key)), "the init");
  world_.media = 2 * kSecond;
  EXPECT_EQ(*segment.open_record(contents->records[6], key), world_.picture_bytes(3000));
  EXPECT_EQ(base::as_text(*segment.open_record(contents->records[7], key)), "sound");
  EXPECT_EQ(segment.context()->software, "test");
}

TEST_F(SegmentWriterTest, AnotherDaysKeyDoesNotOpenIt) {
  SegmentReader segment = reader(world_.record(1));
  const auto other = crypto::HpkePrivateKey::generate().value();
  EXPECT_EQ(open_segment_key(segment.header(), other).error().kind, base::ErrorKind::Corrupt);
}

TEST_F(SegmentWriterTest, AKeyThatWasNotCommittedToIsRefused) {
  SegmentReader segment = reader(world_.record(1));
  const base::Bytes key(32, 5);
  EXPECT_EQ(check_segment_key(segment.header(), key).error().kind, base::ErrorKind::Corrupt);
}

TEST_F(SegmentWriterTest, CommitsBeginAndEndOnBlocks) {
  SegmentWriter writer = world_.begin();
  for (std::size_t i = 0; i < 5; ++i) {
    world_.add_second(writer, 1000 + 977 * i);
    const auto commit = writer.commit(world_.now(), world_.hasher);
    ASSERT_TRUE(commit);
    EXPECT_EQ(commit->bytes.size() % kBlockBytes, 0U);
    EXPECT_EQ(commit->facts.bytes % kBlockBytes, 0U);
    EXPECT_EQ(commit->first, i == 0);
    EXPECT_FALSE(writer.has_pending());
  }
}

TEST_F(SegmentWriterTest, CheckpointsStandInTheFirstCommitAndEveryTenSeconds) {
  const base::Bytes file = world_.bytes_of(world_.record(25));
  std::vector<base::Ticks> times;
  const auto prefix = golden::authentic_prefix(file).value();
  for (const auto& record : prefix.records) {
    if (record.header.kind == RecordKind::Checkpoint) times.push_back(record.header.arrival);
  }
  ASSERT_EQ(times.size(), 3U);
  EXPECT_EQ(times[1].count - times[0].count, 10 * kSecond.count());
  EXPECT_EQ(times[2].count - times[1].count, 10 * kSecond.count());
}

TEST_F(SegmentWriterTest, AClockThatStepsBackDoesNotPutOffTheNextSignature) {
  SegmentWriter writer = world_.begin();
  world_.add_second(writer);
  ASSERT_TRUE(writer.commit(world_.now(), world_.hasher));
  world_.clock.step_wall(std::chrono::hours{-1});
  world_.add_second(writer);
  const auto commit = writer.commit(world_.now(), world_.hasher);
  // Video, sound, checkpoint, pad.
  EXPECT_EQ(commit->facts.records, 5U + 4U + 1U);
}

TEST_F(SegmentWriterTest, FinishingAtOnceSignsTheStartFirst) {
  SegmentWriter writer = world_.begin();
  const auto commit = writer.finish(FinalReason::StreamEnded, world_.now(), world_.hasher);
  ASSERT_TRUE(commit);
  EXPECT_TRUE(commit->first && commit->last);
  EXPECT_FALSE(golden::find_fault(commit->bytes, signer()));
  EXPECT_EQ(commit->facts.bytes, commit->bytes.size());
}

TEST_F(SegmentWriterTest, SamplesAreNumberedPerTrack) {
  const base::Bytes file = world_.bytes_of(world_.record(4));
  std::map<std::uint8_t, std::uint64_t> next;
  const auto prefix = golden::authentic_prefix(file).value();
  for (const auto& record : prefix.records) {
    if (!is_media(record.header.kind)) continue;
    EXPECT_EQ(record.header.first_sample, next[record.header.track]);
    next[record.header.track] += record.header.samples;
  }
  EXPECT_EQ(next[1], 100U);
  EXPECT_EQ(next[2], 32U);
}

TEST_F(SegmentWriterTest, HashingCamerasTogetherGivesTheSameAsEachAlone) {
  SegmentWriter first = world_.begin();
  world_.add_second(first, 200'000);
  SegmentWriter second = world_.begin();
  world_.add_second(second, 70'000);
  SegmentWriter* const both[] = {&first, &second};
  hash_pending(both, world_.hasher);
  for (SegmentWriter* writer : both) {
    const auto commit = writer->finish(FinalReason::StreamEnded, world_.now(), world_.hasher);
    EXPECT_FALSE(golden::find_fault(commit->bytes, signer()));
  }
}

TEST_F(SegmentWriterTest, ClearRecordsReadBack) {
  SegmentWriter writer = world_.begin();
  const Gap gap{GapReason::RecorderDown, 0, 0, {world_.now().count - 99}, world_.now()};
  const VerdictRecord verdict{.segment = test_support::filled_id(9), .last_sample = 24};
  const ClockRecord clock{.state = ClockState::Synchronised, .error_us_max = 12};
  ASSERT_TRUE(writer.add_gap(gap, world_.now()));
  ASSERT_TRUE(writer.add_verdict(verdict, world_.now()));
  ASSERT_TRUE(writer.add_clock(clock, world_.now()));
  const auto commit = writer.commit(world_.now(), world_.hasher);
  ASSERT_TRUE(world_.put("v/segment", *commit));
  EXPECT_EQ(commit->spans, (std::vector<Span>{{gap.from, gap.to, CoverageState::Gap, gap.reason}}));
  SegmentReader segment = reader("v/segment");
  const auto records = segment.records()->records;
  ASSERT_EQ(records.size(), 5U);
  EXPECT_EQ(*parse_gap(*segment.read_clear(records[2])), gap);
  EXPECT_EQ(*parse_verdict(*segment.read_clear(records[3])), verdict);
  EXPECT_EQ(*parse_clock(*segment.read_clear(records[4])), clock);
}

TEST_F(SegmentWriterTest, NothingGoesPastALimitOfTheFormat) {
  SegmentWriter writer = world_.begin();
  EXPECT_FALSE(writer.has_room_for(kSegmentBytesMax));
  const base::Bytes longest(kSealedBodyBytesMax);
  const base::Bytes longer(kSealedBodyBytesMax + 1);
  const base::ByteView too_long[] = {longer};
  EXPECT_EQ(writer.add_media({}, too_long).error().kind, base::ErrorKind::InvalidInput);
  const base::ByteView fits[] = {longest};
  ASSERT_TRUE(writer.add_media({}, fits));
  EXPECT_FALSE(writer.fits_commit(longest.size())) << "the end of the commit needs room";
  EXPECT_EQ(writer.add_media({}, fits).error().kind, base::ErrorKind::InvalidInput);
  const auto commit = writer.commit(world_.now(), world_.hasher);
  EXPECT_LE(commit->bytes.size(), kCommitBytesMax);
  EXPECT_TRUE(writer.add_media({}, fits));
}

TEST_F(SegmentWriterTest, RecordsAreCountedUpToTheLastNumber) {
  SegmentWriter writer = world_.begin();
  while (writer.has_room_for(kGapBytes)) ASSERT_TRUE(writer.add_gap({}, world_.now()));
  EXPECT_FALSE(writer.add_gap({}, world_.now()));
  const auto commit = writer.finish(FinalReason::LimitReached, world_.now(), world_.hasher);
  ASSERT_TRUE(commit);
  EXPECT_LE(commit->facts.records, kRecordsMax);
  EXPECT_GE(commit->facts.records + 3, kRecordsMax);
}

TEST_F(SegmentWriterTest, AContextBeyondTheFormatIsRefused) {
  Context context = world_.context();
  context.software = std::string(129, 'x');
  EXPECT_FALSE(
      SegmentWriter::begin({.segment = test_support::filled_id(3), .day_key = world_.day_key()},
                           context, {}, world_.keys->current(), world_.now()));
}

}  // namespace
}  // namespace storage
