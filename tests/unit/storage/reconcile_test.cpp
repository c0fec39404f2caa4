// Goal: a catalog made anew from the segments equals the one that was kept, and after any kill the
// next segment continues what is really on the disk.

#include "storage/check/reconcile.h"

#include <gtest/gtest.h>

#include "storage/check/check.h"
#include "storage/volume/expiry.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/storage/archive_world.h"
#include "tests/unit/storage/power_cut.h"

namespace storage {
namespace {

using test_support::filled_id;

class ReconcileTest : public testing::Test {
 protected:
  Catalog open(const char* name = "catalog.db") {
    return Catalog::open(directory_ / name, filled_id(1), {.made = world_.clock.wall()}).value();
  }
  std::vector<Volume> volumes() {
    std::vector<Volume> opened;
    opened.push_back(Volume::open(world_.files, "v", world_.recorder).value());
    return opened;
  }
  // What the recorder does at each acknowledged commit.
  void catalogue(Catalog& catalog, std::size_t leave_out = 0) {
    for (std::size_t i = 0; i + leave_out < world_.updates.size(); ++i) {
      const auto& noted = world_.updates[i];
      const SegmentUpdate update{{noted.row_facts, noted.state, filled_id(7), noted.path},
                                 noted.spans};
      ASSERT_TRUE(catalog.apply({&update, 1}));
    }
  }
  static std::vector<SegmentRow> rows(Catalog& catalog, const StreamKey& stream) {
    return catalog.segments(stream, {}, {std::uint64_t{1} << 60}, 0, 10'000).value();
  }
  void expect_equal(Catalog& a, Catalog& b) {
    EXPECT_EQ(*a.streams(), *b.streams());
    for (const StreamKey& stream : a.streams().value()) {
      EXPECT_EQ(rows(a, stream), rows(b, stream));
      EXPECT_EQ(*a.head(stream), *b.head(stream));
      EXPECT_EQ(*a.coverage(stream, {}, {std::uint64_t{1} << 60}),
                *b.coverage(stream, {}, {std::uint64_t{1} << 60}));
    }
  }
  void switch_stream(StreamId stream) {
    world_.stream = stream;
    world_.head = {};
  }

  ArchiveWorld world_;
  test_support::TemporaryDirectory directory_;
};

TEST_F(ReconcileTest, ARebuiltCatalogEqualsTheOriginal) {
  Catalog original = open();
  for (const StreamId stream : {StreamId::Main, StreamId::Sub}) {
    switch_stream(stream);
    for (int i = 1; i < 4; ++i) {
      world_.record(2 * i);
      catalogue(original);
      world_.clock.advance(std::chrono::seconds{i});  // nobody says why
    }
  }
  Catalog rebuilt = open("rebuilt.db");
  EXPECT_EQ(*rebuild_catalog(world_.files, volumes(), rebuilt), 6U);
  expect_equal(original, rebuilt);
}

TEST_F(ReconcileTest, GapsInSegmentsComeBackToo) {
  Catalog original = open();
  world_.record(3);
  catalogue(original);
  const base::Ticks lost = world_.now();
  world_.clock.advance(std::chrono::seconds{30});
  SegmentWriter writer = world_.begin();
  ASSERT_TRUE(writer.add_gap({GapReason::RecorderDown, 0, 0, lost, world_.now()}, world_.now()));
  world_.add_second(writer);
  world_.updates.clear();
  const auto commit = writer.finish(FinalReason::RecorderStops, world_.now(), world_.hasher);
  ASSERT_TRUE(world_.put(ArchiveWorld::path_of(writer), *commit));
  world_.note(writer, *commit);
  catalogue(original);
  EXPECT_EQ(
      original.coverage({world_.camera, StreamId::Main}, {}, {std::uint64_t{1} << 60})->size(), 3U);
  Catalog rebuilt = open("rebuilt.db");
  ASSERT_TRUE(rebuild_catalog(world_.files, volumes(), rebuilt));
  expect_equal(original, rebuilt);
}

TEST_F(ReconcileTest, AfterExpiryARebuiltCatalogEqualsTheOriginal) {
  Catalog original = open();
  std::vector<ExpiryCandidate> candidates;
  for (int i = 0; i < 4; ++i) {
    const std::string path = world_.record(3);
    catalogue(original);
    candidates.push_back({world_.updates.back().row_facts, SegmentState::Final, path});
    world_.clock.advance(std::chrono::seconds{20});
  }
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(expire_segment(
        world_.files, world_.volume_paths, candidates[static_cast<std::size_t>(i)],
        *world_.keys->current(),
        {.recorder = world_.recorder, .new_log = filled_id(6), .now = world_.now()}));
    ASSERT_TRUE(original.remove_segment(candidates[static_cast<std::size_t>(i)].facts.segment));
  }
  Catalog rebuilt = open("rebuilt.db");
  EXPECT_EQ(*rebuild_catalog(world_.files, volumes(), rebuilt), 2U);
  expect_equal(original, rebuilt);
}

TEST_F(ReconcileTest, ACameraOfWhichOnlyTombstonesAreLeftGoesOn) {
  const std::string path = world_.record(3);
  ASSERT_TRUE(expire_segment(
      world_.files, world_.volume_paths,
      {world_.updates.back().row_facts, SegmentState::Final, path}, *world_.keys->current(),
      {.recorder = world_.recorder, .new_log = filled_id(6), .now = world_.now()}));
  Catalog rebuilt = open("rebuilt.db");
  ASSERT_TRUE(rebuild_catalog(world_.files, volumes(), rebuilt));
  EXPECT_EQ(*rebuilt.head({world_.camera, StreamId::Main}), world_.head);
}

TEST_F(ReconcileTest, WhatTheCatalogMissedAtAKillIsTakenInStepByStep) {
  Catalog catalog = open();
  world_.record(3);
  catalogue(catalog);
  world_.record(4);
  catalogue(catalog, 2);  // two commits were acknowledged, but not written down
  world_.record(5, false);
  const auto ours = volumes();
  Reconciler reconciler{world_.files, ours, catalog};
  ASSERT_TRUE(reconciler.heads());
  const StreamKey stream{world_.camera, StreamId::Main};
  EXPECT_EQ(*catalog.head(stream), world_.head) << "before any step";
  EXPECT_EQ(reconciler.left(), 2U);
  EXPECT_EQ(*reconciler.step(), true);
  EXPECT_EQ(*reconciler.step(), true);
  EXPECT_EQ(*reconciler.step(), false);
  EXPECT_TRUE(catalog.open_segments()->empty());
  Catalog rebuilt = open("rebuilt.db");
  ASSERT_TRUE(rebuild_catalog(world_.files, volumes(), rebuilt));
  expect_equal(catalog, rebuilt);
  EXPECT_EQ(rows(catalog, stream).back().state, RowState::Unterminated);
}

TEST_F(ReconcileTest, ARowWhoseFileNeverBecameDurableGoesAndTheStreamGoesBack) {
  Catalog catalog = open();
  world_.record(3);
  catalogue(catalog);
  const StreamHead before = world_.head;
  const std::string path = world_.record(3, false);
  catalogue(catalog);
  ASSERT_TRUE(world_.files.remove_file(path));
  const auto ours = volumes();
  Reconciler reconciler{world_.files, ours, catalog};
  ASSERT_TRUE(reconciler.heads());
  EXPECT_EQ(*catalog.head({world_.camera, StreamId::Main}), before);
  EXPECT_TRUE(catalog.open_segments()->empty());
}

TEST_F(ReconcileTest, ASegmentThatCannotBeReadIsCountedAndItsNumberStaysTaken) {
  Catalog catalog = open();
  world_.record(2);
  const std::string path = world_.record(2);
  world_.write(path, base::Bytes(400, 1));
  const auto ours = volumes();
  EXPECT_EQ(*rebuild_catalog(world_.files, ours, catalog), 0U + 1U);
  const auto head = catalog.head({world_.camera, StreamId::Main}).value();
  EXPECT_EQ(head->sequence, 2U);
}

// Records, loses power at one call, reconciles, records on; then all that was acknowledged must
// be there and the archive consistent.
// `happened` is false when there were fewer calls than that.
void lose_power_at(std::size_t call, bool& happened) {
  ArchiveWorld world;
  test_support::TemporaryDirectory directory;
  Catalog catalog =
      Catalog::open(directory / "c.db", filled_id(1), {.made = world.clock.wall()}).value();
  PowerCut power{world.files, call};
  std::map<base::Id, std::uint32_t> acknowledged;  // records
  for (int segment = 0; segment < 2 && !power.happened(); ++segment) {
    SegmentWriter writer = world.begin();
    for (int i = 0; i < 3 && !power.happened(); ++i) {
      world.add_second(writer, 5000);
      const auto commit = i < 2 ? writer.commit(world.now(), world.hasher)
                                : writer.finish(FinalReason::FullLength, world.now(), world.hasher);
      // What returns after the power went, returned to nobody.
      if (!world.put(ArchiveWorld::path_of(writer), *commit) || power.happened()) break;
      acknowledged[commit->facts.segment] = commit->facts.records;
      if (commit->last) world.advance_head(commit->facts, true);
    }
  }
  power.disarm();
  happened = power.happened();
  const std::vector<Volume> volumes{Volume::open(world.files, "v", world.recorder).value()};
  world.open_keys();
  ASSERT_TRUE(rebuild_catalog(world.files, volumes, catalog)) << call;
  for (const auto& [segment, records] : acknowledged) {
    const auto row = catalog.segment(segment).value();
    ASSERT_TRUE(row) << call;
    EXPECT_GE(row->facts.records, records) << call;
  }
  world.head = catalog.head({world.camera, StreamId::Main})->value_or(StreamHead{});
  world.record(2);
  std::vector<std::string> said;
  const CheckCallbacks callbacks{
      .finding = [&](const Finding& finding) { said.push_back(finding.text); }};
  const auto result =
      check_archive(world.files, world.volume_paths, {.signer = evidence_point()}, callbacks);
  EXPECT_EQ(result->verdict, CheckVerdict::Consistent)
      << call << ": " << (said.empty() ? "" : said[0]);
}

TEST(ReconcilePowerLossTest, AtEveryCallAllThatWasAcknowledgedIsThereAndTheChainGoesOn) {
  for (std::size_t call = 1;; ++call) {
    bool happened = false;
    lose_power_at(call, happened);
    if (!happened || testing::Test::HasFailure()) break;
  }
}

}  // namespace
}  // namespace storage
