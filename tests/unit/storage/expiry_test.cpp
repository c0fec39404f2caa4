// Goal: what expires is the oldest that nobody locked, a signed tombstone stands before the file
// goes, and no power loss leaves a segment missing without one.

#include "storage/volume/expiry.h"

#include <gtest/gtest.h>

#include "storage/chain/signed_log.h"
#include "storage/volume/archive_paths.h"
#include "tests/unit/storage/archive_world.h"
#include "tests/unit/storage/power_cut.h"

namespace storage {
namespace {

using test_support::filled_id;

ExpiryCandidate candidate(std::uint64_t from, std::uint64_t to, std::uint64_t bytes = 100) {
  ExpiryCandidate made;
  made.facts.camera = filled_id(2);
  made.facts.from = {from * kSecond.count()};
  made.facts.to = {to * kSecond.count()};
  made.facts.bytes = bytes;
  return made;
}

Lock range_lock(std::uint64_t from, std::uint64_t to) {
  return {.lock = filled_id(9), .from = {from * kSecond.count()}, .to = {to * kSecond.count()}};
}

TEST(ExpiryTest, TheOldestGoUntilTheReserveIsFree) {
  const std::vector<ExpiryCandidate> all{candidate(0, 300), candidate(300, 600),
                                         candidate(600, 900)};
  EXPECT_EQ(choose_expired(all, {}, 1000, 1000, {}).size(), 0U);
  EXPECT_EQ(choose_expired(all, {}, 999, 1000, {}).size(), 1U);
  EXPECT_EQ(choose_expired(all, {}, 850, 1000, {}).size(), 2U);
  EXPECT_EQ(choose_expired(all, {}, 0, 1000, {}).size(), 3U);
}

TEST(ExpiryTest, LockedFootageAndWhatFollowsItStay) {
  const std::vector<ExpiryCandidate> all{candidate(0, 300), candidate(5000, 5300)};
  const std::vector<Lock> locks{range_lock(100, 200)};
  const auto chosen = choose_expired(all, locks, 0, 1000, {});
  ASSERT_EQ(chosen.size(), 1U);
  EXPECT_EQ(chosen[0].facts.from, all[1].facts.from);
  EXPECT_TRUE(keeps(range_lock(100, 200), candidate(300, 600).facts, {}));
}

TEST(ExpiryTest, ALockHoldsForItsCameraStreamRangeAndTime) {
  const SegmentFacts facts = candidate(1000, 1300).facts;
  EXPECT_TRUE(keeps(range_lock(1300, 2000), facts, {}));
  EXPECT_FALSE(keeps(range_lock(1301, 2000), facts, {}));
  Lock other = range_lock(0, 2000);
  other.camera = filled_id(3);
  EXPECT_FALSE(keeps(other, facts, {}));
  other.camera = filled_id(2);
  EXPECT_TRUE(keeps(other, facts, {}));
  other.stream = 1;
  EXPECT_FALSE(keeps(other, facts, {}));
  Lock lapsed = range_lock(0, 2000);
  lapsed.until = {500};
  EXPECT_TRUE(keeps(lapsed, facts, {499}));
  EXPECT_FALSE(keeps(lapsed, facts, {500}));
}

class ExpireSegmentTest : public testing::Test {
 protected:
  static ExpiryCandidate last_of(ArchiveWorld& world, const std::string& path) {
    return {world.updates.back().row_facts, SegmentState::Final, path};
  }
  static ExpiryOrder order(const ArchiveWorld& world) {
    return {.recorder = world.recorder, .new_log = filled_id(6), .now = world.now()};
  }
  static base::Result<void> expire(ArchiveWorld& world, const ExpiryCandidate& segment) {
    return expire_segment(world.files, world.volume_paths, segment, *world.keys->current(),
                          order(world));
  }
  static std::vector<Tombstone> tombstones(ArchiveWorld& world, base::Day day) {
    std::vector<Tombstone> found;
    const auto reading = read_signed_log(
        world.files, copies_of(world.volume_paths, chain_log_path(world.camera, day)));
    if (!reading) return found;
    for (const ReadLine& line : reading->lines) found.push_back(*parse_tombstone(line.body));
    return found;
  }
};

TEST_F(ExpireSegmentTest, TheTombstoneSaysWhatWas) {
  ArchiveWorld world;
  const std::string path = world.record(3);
  const ExpiryCandidate segment = last_of(world, path);
  ASSERT_TRUE(expire(world, segment));
  EXPECT_FALSE(world.files.stat(path));
  const auto found = tombstones(world, segment.facts.day);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].segment, segment.facts.segment);
  EXPECT_EQ(found[0].chain_out, segment.facts.chain_out);
  EXPECT_EQ(found[0].header_digest, segment.facts.header_digest);
  EXPECT_EQ(found[0].reason, DeletionReason::Space);
  EXPECT_EQ(found[0].actor, "recorder");
}

TEST_F(ExpireSegmentTest, PowerLossAtEveryCallLeavesFileOrTombstoneAndCanBeRepeated) {
  for (std::size_t call = 1;; ++call) {
    ArchiveWorld world;
    const std::string path = world.record(2);
    const ExpiryCandidate segment = last_of(world, path);
    PowerCut power{world.files, call};
    (void)expire(world, segment);
    power.disarm();
    const bool there = world.files.stat(path).has_value();
    EXPECT_TRUE(there || !tombstones(world, segment.facts.day).empty()) << call;
    world.open_keys();
    ASSERT_TRUE(expire(world, segment)) << call;
    EXPECT_EQ(tombstones(world, segment.facts.day).size(), 1U) << call;
    EXPECT_FALSE(world.files.stat(path));
    if (!power.happened()) break;
  }
}

TEST_F(ExpireSegmentTest, LocksInForceAreThoseNotReleasedOrLapsed) {
  ArchiveWorld world;
  EXPECT_TRUE(locks_in_force(world.files, world.volume_paths, {})->empty());
  auto log = SignedLog::open(world.files, copies_of(world.volume_paths, kLocksPath),
                             {.type = LogType::Locks, .log = filled_id(5)});
  ASSERT_TRUE(log);
  Lock first = range_lock(1, 2);
  first.actor = "ann";
  Lock second = first;
  second.lock = filled_id(10);
  second.until = {1000};
  const NewLine lines[] = {{1, marshal(first)}, {1, marshal(second)}};
  const auto signer = world.keys->current()->line_signer();
  ASSERT_TRUE(log->append(lines, world.now(), signer));
  EXPECT_EQ(locks_in_force(world.files, world.volume_paths, {999})->size(), 2U);
  EXPECT_EQ(locks_in_force(world.files, world.volume_paths, {1000})->size(), 1U);
  const NewLine release{2, marshal(Release{first.lock, "ann", ""})};
  ASSERT_TRUE(log->append({&release, 1}, world.now(), signer));
  EXPECT_TRUE(locks_in_force(world.files, world.volume_paths, {1000})->empty());
}

}  // namespace
}  // namespace storage
