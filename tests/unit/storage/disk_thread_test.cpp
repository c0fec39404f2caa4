// Goal: what the disk thread reported as done survives power loss, commits are synced together,
// and an error ends the segment it hit and no other.

#include "storage/volume/disk_thread.h"

#include <gtest/gtest.h>

#include <future>

#include "tests/support/filled_id.h"
#include "tests/support/memory_file_system.h"

namespace storage {
namespace {

using test_support::Operation;

class DiskThreadTest : public testing::Test {
 protected:
  using Done = std::future<base::ErrorKind>;
  static constexpr auto kFine = static_cast<base::ErrorKind>(-1);

  void SetUp() override {
    ASSERT_TRUE(base::make_directories(files_, "v", base::Access::GroupReads));
  }
  static std::string path_of(std::uint8_t segment) {
    return "segments/" + std::to_string(segment) + ".seg";
  }
  // The promise outlives the call, so that nobody waits for ever.
  SegmentWrite write(std::uint8_t segment, std::string_view text, bool first, bool last,
                     Done& done) {
    const auto promise = std::make_shared<std::promise<base::ErrorKind>>();
    done = promise->get_future();
    return {.segment = test_support::filled_id(segment),
            .path = path_of(segment),
            .first = first,
            .last = last,
            .bytes = base::to_bytes(text),
            .done = [promise](base::Result<void> result) {
              promise->set_value(result ? kFine : result.error().kind);
            }};
  }
  Done append(DiskThread& disk, std::uint8_t segment, std::string_view text, bool first = false,
              bool last = false) {
    Done done;
    EXPECT_TRUE(disk.append(write(segment, text, first, last, done)));
    return done;
  }
  std::string text_of(std::uint8_t segment) {
    const auto bytes = base::read_small_file(files_, "v/" + path_of(segment), 1 << 20);
    return bytes ? std::string{base::as_text(*bytes)} : "";
  }
  // Keeps the disk thread busy until the promise is set.
  std::promise<void> hold(DiskThread& disk) {
    std::promise<void> release;
    std::promise<void> reached;
    auto held = reached.get_future();
    const auto wait = std::make_shared<std::future<void>>(release.get_future());
    const auto here = std::make_shared<std::promise<void>>(std::move(reached));
    EXPECT_TRUE(disk.run([wait, here] {
      here->set_value();
      wait->wait();
    }));
    held.wait();
    return release;
  }

  test_support::MemoryFileSystem files_;
};

TEST_F(DiskThreadTest, WhatIsDoneSurvivesPowerLoss) {
  DiskThread disk{files_, "v"};
  EXPECT_EQ(append(disk, 1, "one ", true).get(), kFine);
  files_.lose_power();
  EXPECT_EQ(text_of(1), "one ");
}

TEST_F(DiskThreadTest, CommitsOfOneFileAreAppendedInOrderAndEachSyncedBeforeTheNext) {
  std::vector<Operation> calls;
  DiskThread disk{files_, "v"};
  std::promise<void> release = hold(disk);
  files_.on_call([&](Operation operation, const std::string& path) {
    if (!path.ends_with(".seg")) return;
    if (operation == Operation::Append || operation == Operation::Sync) calls.push_back(operation);
  });
  Done first = append(disk, 1, "one ", true);
  Done second = append(disk, 1, "two ");
  Done third = append(disk, 1, "three", false, true);
  release.set_value();
  EXPECT_EQ(first.get(), kFine);
  EXPECT_EQ(second.get(), kFine);
  EXPECT_EQ(third.get(), kFine);
  disk.stop();
  EXPECT_EQ(text_of(1), "one two three");
  const std::vector<Operation> expected{Operation::Append, Operation::Sync,   Operation::Append,
                                        Operation::Sync,   Operation::Append, Operation::Sync};
  EXPECT_EQ(calls, expected);
}

TEST_F(DiskThreadTest, WhatWaitedIsAppendedTogetherAndThenSynced) {
  for (const bool alone : {false, true}) {
    DiskThread disk{files_, "v", {.volume_is_ours_alone = alone}};
    const auto base_id = static_cast<std::uint8_t>(alone ? 100 : 1);
    std::promise<void> release = hold(disk);
    const std::size_t syncs = files_.calls(Operation::Sync);
    const std::size_t volume_syncs = files_.calls(Operation::SyncVolume);
    std::vector<Done> done;
    for (std::uint8_t i = 0; i < 10; ++i) {
      done.push_back(append(disk, static_cast<std::uint8_t>(base_id + i), "picture", true));
    }
    release.set_value();
    for (Done& each : done) EXPECT_EQ(each.get(), kFine);
    disk.stop();
    EXPECT_EQ(files_.calls(Operation::Sync) - syncs, alone ? 0U : 10U);
    EXPECT_EQ(files_.calls(Operation::SyncVolume) - volume_syncs, alone ? 1U : 0U);
    files_.lose_power();
    for (std::uint8_t i = 0; i < 10; ++i) {
      EXPECT_EQ(text_of(static_cast<std::uint8_t>(base_id + i)), "picture");
    }
  }
}

TEST_F(DiskThreadTest, AFailedSyncEndsThatSegmentAndNoOther) {
  for (const bool alone : {false, true}) {
    DiskThread disk{files_, "v", {.volume_is_ours_alone = alone}};
    const auto one = static_cast<std::uint8_t>(alone ? 101 : 1);
    const auto two = static_cast<std::uint8_t>(one + 1);
    ASSERT_EQ(append(disk, one, "a", true).get(), kFine);
    ASSERT_EQ(append(disk, two, "b", true).get(), kFine);
    std::promise<void> release = hold(disk);
    if (alone) files_.fail(Operation::SyncVolume, 1, base::ErrorKind::Io);
    files_.fail(Operation::Sync, 1, base::ErrorKind::Io);
    Done hit = append(disk, one, "c");
    Done spared = append(disk, two, "d");
    release.set_value();
    EXPECT_EQ(hit.get(), base::ErrorKind::Io);
    EXPECT_EQ(spared.get(), kFine);
    EXPECT_EQ(append(disk, one, "e").get(), base::ErrorKind::Unavailable);
    EXPECT_EQ(append(disk, two, "f", false, true).get(), kFine);
    EXPECT_EQ(text_of(two), "bdf");
  }
}

TEST_F(DiskThreadTest, AFullDiskEndsTheSegmentAndANewOneGoesOnWhenThereIsRoom) {
  DiskThread disk{files_, "v"};
  ASSERT_EQ(append(disk, 1, "a", true).get(), kFine);
  files_.limit_space(10);
  EXPECT_EQ(append(disk, 1, std::string(100, 'b')).get(), base::ErrorKind::DiskFull);
  EXPECT_EQ(append(disk, 1, "c").get(), base::ErrorKind::Unavailable);
  EXPECT_EQ(text_of(1), "a") << "the file is left as it was";
  files_.limit_space(1 << 20);
  EXPECT_EQ(append(disk, 2, std::string(100, 'b'), true).get(), kFine);
}

TEST_F(DiskThreadTest, ANameThatIsTakenIsNotWrittenOver) {
  DiskThread disk{files_, "v"};
  ASSERT_EQ(append(disk, 1, "a", true, true).get(), kFine);
  EXPECT_EQ(append(disk, 1, "b", true).get(), base::ErrorKind::Exists);
  EXPECT_EQ(text_of(1), "a");
}

TEST_F(DiskThreadTest, TasksRunAfterWhatWasAppendedBeforeIsSynced) {
  DiskThread disk{files_, "v"};
  std::promise<void> release = hold(disk);
  Done before = append(disk, 1, "before", true);
  std::promise<std::string> seen;
  ASSERT_TRUE(disk.run([&] {
    files_.lose_power();
    seen.set_value(text_of(1));
  }));
  release.set_value();
  EXPECT_EQ(before.get(), kFine);
  EXPECT_EQ(seen.get_future().get(), "before");
}

TEST_F(DiskThreadTest, AFullQueueTakesNothingAndSaysSo) {
  DiskThread disk{files_, "v", {.queue = {2, 1000}}};
  std::promise<void> release = hold(disk);
  Done done[4];
  EXPECT_TRUE(disk.append(write(1, "a", true, false, done[0])));
  EXPECT_FALSE(disk.append(write(2, std::string(2000, 'x'), true, false, done[1])));
  EXPECT_TRUE(disk.append(write(3, "c", true, false, done[2])));
  EXPECT_FALSE(disk.append(write(4, "d", true, false, done[3])));
  release.set_value();
  EXPECT_EQ(done[0].get(), kFine);
  EXPECT_EQ(done[2].get(), kFine);
  disk.stop();
  EXPECT_EQ(text_of(4), "");
}

TEST_F(DiskThreadTest, StoppingFinishesWhatWasTaken) {
  Done last;
  {
    DiskThread disk{files_, "v"};
    std::promise<void> release = hold(disk);
    for (std::uint8_t i = 1; i < 20; ++i) last = append(disk, i, "text", true, true);
    release.set_value();
  }
  EXPECT_EQ(last.get(), kFine);
  EXPECT_EQ(text_of(19), "text");
}

TEST_F(DiskThreadTest, ManyThreadsMayAppend) {
  std::atomic<int> fine{0};
  {
    DiskThread disk{files_, "v"};
    std::vector<base::NamedThread> threads;
    for (std::uint8_t thread = 1; thread <= 4; ++thread) {
      threads.emplace_back("camera", [&, thread] {
        for (int i = 0; i < 50; ++i) {
          SegmentWrite write{.segment = test_support::filled_id(thread),
                             .path = path_of(thread),
                             .first = i == 0,
                             .last = i == 49,
                             .bytes = base::to_bytes("x")};
          write.done = [&fine](base::Result<void> result) { fine += result ? 1 : 0; };
          ASSERT_TRUE(disk.append(std::move(write)));
        }
      });
    }
  }
  EXPECT_EQ(fine, 200);
  EXPECT_EQ(text_of(3), std::string(50, 'x'));
}

}  // namespace
}  // namespace storage
