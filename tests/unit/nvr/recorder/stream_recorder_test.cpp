// Goal: what a stream gives becomes a chain of sound segments, whatever the disk and the keeper do,
// and can be opened again with the day's private key. Method: a disk that the test plays.

#include "nvr/recorder/stream_recorder.h"

#include <gtest/gtest.h>

#include "media/mp4/fragment_parser.h"
#include "media/sdp/stream_description.h"
#include "nvr/ingest/offered_tracks.h"
#include "tests/support/hex.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_log.h"
#include "tests/unit/nvr/recorder/archive_fake.h"

namespace nvr {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const media::Tracks> video_only() {
  media::sdp::StreamDescription description;
  description.parameter_sets = {
      test_support::unhex("67640028acd940780227e5c05a808080a0000003002000000781e30632c0"),
      test_support::unhex("68ebe3cb22c0")};
  return std::make_shared<const media::Tracks>(
      media::Tracks{.video = offered_parameter_sets(description).format().value()});
}

class StreamRecorderTest : public testing::Test {
 protected:
  // One second of pictures, the first a key picture.
  StreamFragment fragment(int second) {
    StreamFragment made;
    made.tracks = tracks_;
    made.media = std::int64_t{second} * 90'000;
    made.wall = clock_start_ + std::chrono::seconds{second};
    made.arrival = made.wall + 50ms;
    made.key = true;
    for (int i = 0; i < 5; ++i) {
      made.samples.push_back({base::Bytes(200, static_cast<std::uint8_t>(i)), 18'000, i == 0});
      made.bytes += 200;
    }
    return made;
  }
  void turn() {
    clock_.advance(1s);
    const base::Ticks now = base::to_ticks(clock_.wall());
    if (recorder_.prepare(now) != nullptr) recorder_.commit(now, hasher_);
  }
  void record(int from, int seconds) {
    for (int i = from; i < from + seconds; ++i) {
      recorder_.push(fragment(i));
      turn();
      archive_.sync();
    }
  }
  void end(storage::FinalReason reason = storage::FinalReason::StreamEnded) {
    recorder_.end(reason);
    for (int i = 0; i < 4 && !recorder_.idle(); ++i) {
      turn();
      archive_.sync();
    }
  }
  std::size_t videos(const std::string& path) {
    const auto contents = archive_.read(path);
    return static_cast<std::size_t>(
        std::ranges::count_if(contents.records, [](const storage::IndexEntry& entry) {
          return entry.header.kind == storage::RecordKind::Video;
        }));
  }
  void expect_chained(const std::string& before, const std::string& after) {
    const auto first = archive_.read(before).facts;
    const auto second = archive_.read(after).facts;
    EXPECT_EQ(second.chain_in, first.chain_out);
    EXPECT_EQ(second.sequence, first.sequence + 1);
    EXPECT_EQ(archive_.reader(after).context()->predecessor.segment, first.segment);
  }

  test_support::ManualClock clock_;
  base::WallTime clock_start_ = clock_.wall();
  test_support::MemoryLog lines_;
  base::KernelIdSource ids_;
  std::shared_ptr<const media::Tracks> tracks_ = video_only();
  crypto::MultiHasher hasher_;
  ArchiveFake archive_;
  RecorderIdentity identity_{test_support::filled_id(1), test_support::filled_id(2), "test 1"};
  StreamRecorder recorder_{archive_,
                           ids_,
                           base::Logger{lines_, clock_, "test"},
                           identity_,
                           {test_support::filled_id(3), storage::StreamId::Main},
                           {},
                           {}};
};

TEST_F(StreamRecorderTest, WhatWasSealedOpensWithTheDaysKey) {
  record(0, 5);
  end();
  const auto paths = archive_.paths();
  ASSERT_EQ(paths.size(), 1U);
  const auto contents = archive_.read(paths[0]);
  EXPECT_EQ(contents.end, storage::SegmentEnd::Final);
  EXPECT_EQ(contents.reason, storage::FinalReason::StreamEnded);
  auto reader = archive_.reader(paths[0]);
  const auto secret = storage::open_segment_key(reader.header(), archive_.day).value();
  auto key = crypto::AeadKey::from(secret).value();
  std::uint64_t time = 0;
  for (const storage::IndexEntry& entry : contents.records) {
    if (entry.header.kind != storage::RecordKind::Video) continue;
    const auto body = reader.open_record(entry, key).value();
    const auto parsed = media::parse_fragment(body).value();
    EXPECT_EQ(parsed.decode_time, time);
    EXPECT_EQ(parsed.samples.size(), 5U);
    time += 90'000;
  }
  EXPECT_EQ(time, 5 * 90'000U);
  EXPECT_EQ(archive_.rows.at(paths[0]).state, storage::RowState::Final);
}

TEST_F(StreamRecorderTest, FiveMinutesMakeASegmentAndTheNextIsChainedToIt) {
  record(0, 305);
  end();
  const auto paths = archive_.paths();
  ASSERT_EQ(paths.size(), 2U);
  EXPECT_EQ(videos(paths[0]), 300U);
  EXPECT_EQ(videos(paths[1]), 5U);
  EXPECT_EQ(archive_.read(paths[0]).reason, storage::FinalReason::FullLength);
  expect_chained(paths[0], paths[1]);
}

TEST_F(StreamRecorderTest, TheNextSegmentWaitsUntilTheLastIsDurable) {
  record(0, 300);
  for (int i = 300; i < 310; ++i) {
    recorder_.push(fragment(i));
    turn();  // the disk is busy
  }
  EXPECT_EQ(archive_.waiting.size(), 1U);  // the final record; nothing was begun behind it
  archive_.sync();
  record(310, 1);
  end();
  const auto paths = archive_.paths();
  ASSERT_EQ(paths.size(), 2U);
  EXPECT_EQ(videos(paths[1]), 11U);  // nothing was lost
  expect_chained(paths[0], paths[1]);
}

TEST_F(StreamRecorderTest, AfterAWriteErrorANewSegmentGoesOnFromWhatIsThere) {
  record(0, 5);
  recorder_.push(fragment(5));
  turn();
  archive_.fail();
  record(6, 3);
  end();
  const auto paths = archive_.paths();
  ASSERT_EQ(paths.size(), 2U);
  EXPECT_EQ(archive_.read(paths[0]).end, storage::SegmentEnd::Unterminated);
  EXPECT_EQ(archive_.rows.at(paths[0]).state, storage::RowState::Unterminated);
  expect_chained(paths[0], paths[1]);
}

TEST_F(StreamRecorderTest, AFullQueueEndsTheSegmentAndTheGapIsTold) {
  record(0, 5);
  archive_.full = true;
  recorder_.push(fragment(5));
  turn();
  archive_.full = false;
  record(6, 3);
  end();
  const auto paths = archive_.paths();
  ASSERT_EQ(paths.size(), 2U);
  expect_chained(paths[0], paths[1]);
  const bool told = std::ranges::any_of(archive_.spans, [](const storage::Span& span) {
    return span.state == storage::CoverageState::Gap && span.reason == storage::GapReason::DiskSlow;
  });
  EXPECT_TRUE(told);
}

TEST_F(StreamRecorderTest, WithoutAKeyFootageIsHeldAndThenRecorded) {
  archive_.has_day_key = false;
  record(0, 4);
  EXPECT_STREQ(recorder_.waits_for(), "day key");
  EXPECT_TRUE(archive_.files.empty());
  archive_.has_day_key = true;
  record(4, 1);
  end();
  ASSERT_EQ(archive_.paths().size(), 1U);
  EXPECT_EQ(videos(archive_.paths()[0]), 5U);
}

TEST_F(StreamRecorderTest, HeldFootageIsBounded) {
  archive_.has_day_key = false;
  auto large = fragment(0);
  large.bytes = StreamRecorder::kHeldBytesMax / 2;
  for (int i = 0; i < 5; ++i) recorder_.push(large);
  EXPECT_EQ(recorder_.fragments_dropped(), 3U);
}

TEST_F(StreamRecorderTest, AGapBetweenTwoRunsIsRecordedWithItsReason) {
  record(0, 3);
  end();
  recorder_.set_gap_reason(storage::GapReason::CameraUnreachable);
  record(60, 3);
  end();
  const auto contents = archive_.read(archive_.paths().at(1));
  const auto gap = std::ranges::find_if(contents.records, [](const storage::IndexEntry& entry) {
    return entry.header.kind == storage::RecordKind::Gap;
  });
  ASSERT_NE(gap, contents.records.end());
  auto reader = archive_.reader(archive_.paths().at(1));
  const auto told = storage::parse_gap(reader.read_clear(*gap).value()).value();
  EXPECT_EQ(told.reason, storage::GapReason::CameraUnreachable);
  EXPECT_EQ(told.from, base::to_ticks(clock_start_ + 3s));
  EXPECT_EQ(told.to, base::to_ticks(clock_start_ + 60s));
}

TEST_F(StreamRecorderTest, AStepOfTheClockBeginsOneSegmentAndRecordingGoesOn) {
  record(0, 3);
  auto stepped = fragment(60);
  stepped.stepped = true;
  recorder_.push(std::move(stepped));
  for (int i = 0; i < 3; ++i) {
    turn();
    archive_.sync();
  }
  record(61, 4);
  end();
  const auto paths = archive_.paths();
  ASSERT_EQ(paths.size(), 2U);
  EXPECT_EQ(videos(paths[0]), 3U);
  EXPECT_EQ(videos(paths[1]), 5U);
  EXPECT_EQ(archive_.read(paths[0]).reason, storage::FinalReason::StreamEnded);
}

TEST_F(StreamRecorderTest, AnotherFormatBeginsAnotherSegment) {
  record(0, 2);
  tracks_ = video_only();
  record(2, 2);
  end();
  ASSERT_EQ(archive_.paths().size(), 2U);
  EXPECT_EQ(archive_.read(archive_.paths()[0]).reason, storage::FinalReason::NewInit);
}

}  // namespace
}  // namespace nvr
