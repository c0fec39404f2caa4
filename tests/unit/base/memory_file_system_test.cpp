// Goal: the file system that storage is proven on takes away whatever was not promised, and what is
// built on it here, write_file_atomically() and make_directories(), survives that.

#include "tests/support/memory_file_system.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/manual_clock.h"

namespace base {
namespace {

using test_support::MemoryFileSystem;
using test_support::Operation;
using namespace std::chrono_literals;

class MemoryFileSystemTest : public testing::Test {
 protected:
  std::unique_ptr<AppendFile> create(const std::string& path) {
    return files_.create(path, Access::Private).value();
  }
  std::unique_ptr<AppendFile> create_durably(const std::string& path) {
    auto file = create(path);
    files_.sync_directory(parent_directory(path)).value();
    return file;
  }
  static std::string read(MemoryFileSystem& files, const std::string& path) {
    const auto bytes = read_small_file(files, path, 1000);
    return bytes ? std::string{as_text(*bytes)} : "<none>";
  }
  std::string read(const std::string& path) { return read(files_, path); }

  test_support::ManualClock clock_;
  MemoryFileSystem files_{&clock_};
};

TEST_F(MemoryFileSystemTest, PowerLossTakesUnsyncedBytes) {
  const auto file = create_durably("a");
  ASSERT_TRUE(file->append(as_bytes("one")));
  ASSERT_TRUE(file->sync());
  ASSERT_TRUE(file->append(as_bytes("two")));
  EXPECT_EQ(read("a"), "onetwo");
  files_.lose_power();
  EXPECT_EQ(read("a"), "one");
}

TEST_F(MemoryFileSystemTest, PowerLossTakesUnsyncedCuts) {
  const auto file = create_durably("a");
  ASSERT_TRUE(file->append(as_bytes("one")));
  ASSERT_TRUE(file->sync());
  ASSERT_TRUE(file->truncate(1));
  files_.lose_power();
  EXPECT_EQ(read("a"), "one");
}

TEST_F(MemoryFileSystemTest, PowerLossTakesSyncedFilesWhoseEntryWasNot) {
  const auto file = create("a");
  ASSERT_TRUE(file->append(as_bytes("one")));
  ASSERT_TRUE(file->sync());
  files_.lose_power();
  EXPECT_EQ(read("a"), "<none>");
}

TEST_F(MemoryFileSystemTest, PowerLossUndoesUnsyncedRenamesAndRemovals) {
  ASSERT_TRUE(create_durably("a"));
  ASSERT_TRUE(create_durably("b"));
  ASSERT_TRUE(files_.rename("a", "c"));
  ASSERT_TRUE(files_.remove_file("b"));
  files_.lose_power();
  EXPECT_EQ(files_.list("/", 9)->size(), 2U);
  EXPECT_TRUE(files_.stat("a"));
  EXPECT_TRUE(files_.stat("b"));
}

TEST_F(MemoryFileSystemTest, SyncedVolumeLosesNothing) {
  const auto volume = files_.open_volume("/").value();
  ASSERT_TRUE(files_.make_directory("d", Access::Private));
  ASSERT_TRUE(create("d/a")->append(as_bytes("one")));
  ASSERT_TRUE(volume->sync());
  files_.lose_power();
  EXPECT_EQ(read("d/a"), "one");
}

TEST_F(MemoryFileSystemTest, HandlesAndLocksDieWithThePower) {
  const auto file = create_durably("a");
  const auto reader = files_.open_read("a").value();
  const auto lock = files_.lock("a").value();
  files_.lose_power();
  EXPECT_EQ(file->append(as_bytes("x")).error().kind, ErrorKind::Io);
  EXPECT_FALSE(reader->size());
  EXPECT_TRUE(files_.lock("a"));
}

TEST_F(MemoryFileSystemTest, SeededPowerLossKeepsAnySubsetAndTearsTheLastWrite) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    MemoryFileSystem files;
    const auto file = files.create("a", Access::Private).value();
    ASSERT_TRUE(file->append(as_bytes("[")));
    ASSERT_TRUE(file->sync());
    ASSERT_TRUE(files.sync_directory("/"));
    ASSERT_TRUE(file->append(as_bytes("12")));
    ASSERT_TRUE(file->append(as_bytes("34")));
    files.lose_power(seed);
    seen.insert(read(files, "a"));
  }
  using namespace std::string_literals;
  EXPECT_EQ(seen, (std::set<std::string>{"[", "[1", "[12", "[123", "[1234", "[\0\0"s, "[\0\0003"s,
                                         "[\0\00034"s}));
}

TEST_F(MemoryFileSystemTest, SameSeedLosesTheSame) {
  std::set<std::string> seen;
  for (int run = 0; run < 3; ++run) {
    MemoryFileSystem files;
    const auto file = files.create("a", Access::Private).value();
    ASSERT_TRUE(files.sync_directory("/"));
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(file->append(as_bytes("abcdefg")));
    files.lose_power(42);
    seen.insert(read(files, "a"));
  }
  EXPECT_EQ(seen.size(), 1U);
}

TEST_F(MemoryFileSystemTest, FullDiskTakesAppendsThatFitAndNothingOfOthers) {
  const auto file = create("a");
  files_.limit_space(4);
  EXPECT_TRUE(file->append(as_bytes("1234")));
  EXPECT_EQ(file->append(as_bytes("5")).error().kind, ErrorKind::DiskFull);
  EXPECT_EQ(files_.space("/")->free_bytes, 0U);
  EXPECT_EQ(read("a"), "1234");

  files_.limit_space(1);  // and is used again when there is room
  EXPECT_TRUE(file->append(as_bytes("5")));
  EXPECT_TRUE(file->sync());
}

TEST_F(MemoryFileSystemTest, PreallocatedRoomIsThereWhenTheDiskIsFull) {
  const auto file = create("a");
  files_.limit_space(10);
  ASSERT_TRUE(file->preallocate(10));
  EXPECT_EQ(file->preallocate(11).error().kind, ErrorKind::DiskFull);
  EXPECT_EQ(create("b")->append(as_bytes("x")).error().kind, ErrorKind::DiskFull);
  EXPECT_TRUE(file->append(Bytes(10)));
  ASSERT_TRUE(file->truncate(4));
  EXPECT_EQ(files_.space("/")->free_bytes, 6U);
}

TEST_F(MemoryFileSystemTest, RemovedFileGivesBackItsSpaceWithItsLastHandle) {
  files_.limit_space(10);
  auto file = create("a");
  ASSERT_TRUE(file->append(Bytes(10)));
  ASSERT_TRUE(files_.remove_file("a"));
  EXPECT_EQ(files_.space("/")->free_bytes, 0U);
  file.reset();
  EXPECT_EQ(files_.space("/")->free_bytes, 10U);
}

TEST_F(MemoryFileSystemTest, NthCallOfAKindFailsOnce) {
  const auto file = create("a");
  files_.fail(Operation::Append, 2, ErrorKind::DiskFull);
  EXPECT_TRUE(file->append(as_bytes("1")));
  EXPECT_EQ(file->append(as_bytes("2")).error().kind, ErrorKind::DiskFull);
  EXPECT_TRUE(file->append(as_bytes("3")));
  EXPECT_EQ(read("a"), "13");
  EXPECT_EQ(files_.calls(Operation::Append), 3U);
}

TEST_F(MemoryFileSystemTest, NthCallOfAnyKindFails) {
  files_.fail(Operation::Any, 2, ErrorKind::Io);
  EXPECT_TRUE(files_.stat("/"));
  EXPECT_FALSE(files_.create("a", Access::Private));
  EXPECT_TRUE(files_.create("a", Access::Private));
}

TEST_F(MemoryFileSystemTest, FailedSyncPoisonsAndItsBytesAreNeverWritten) {
  const auto file = create_durably("a");
  ASSERT_TRUE(file->append(as_bytes("one")));
  files_.fail(Operation::Sync, 1, ErrorKind::Io);
  EXPECT_FALSE(file->sync());
  EXPECT_EQ(file->sync().error().kind, ErrorKind::Io);
  EXPECT_FALSE(file->append(as_bytes("two")));
  EXPECT_TRUE(files_.open_append("a").value()->sync());  // the lie of a second descriptor
  files_.lose_power();
  EXPECT_EQ(read("a"), "");
}

TEST_F(MemoryFileSystemTest, BrokenAppendLeavesHalfAndPoisons) {
  const auto file = create("a");
  files_.fail(Operation::Append, 1, ErrorKind::Io);
  EXPECT_FALSE(file->append(as_bytes("1234")));
  EXPECT_FALSE(file->append(as_bytes("5678")));
  EXPECT_EQ(read("a"), "12");
}

TEST_F(MemoryFileSystemTest, SlowDiskMovesTheClockOfTheTest) {
  files_.on_call([this](Operation operation, const std::string&) {
    if (operation == Operation::Sync) clock_.advance(4s);
  });
  const auto before = clock_.steady();
  const auto file = create("a");
  ASSERT_TRUE(file->append(as_bytes("one")));
  ASSERT_TRUE(file->sync());
  EXPECT_EQ(clock_.steady() - before, 4s);
}

TEST_F(MemoryFileSystemTest, MissingMountIsNoticed) {
  ASSERT_TRUE(files_.make_directory("volume", Access::Private));
  files_.change_mount("/volume", {8, 20});
  EXPECT_NE(files_.mount_of("/volume").value(), files_.mount_of("/").value());
  ASSERT_TRUE(files_.make_directory("volume/d", Access::Private));
  EXPECT_EQ(files_.mount_of("/volume/d").value(), files_.mount_of("/volume").value());
  files_.change_mount("/volume", files_.mount_of("/").value());
  EXPECT_EQ(files_.mount_of("/volume").value(), files_.mount_of("/").value());
}

// Breaks write_file_atomically() by `attack` before each of its calls in turn, until one run gets
// through unharmed.
template <typename Attack, typename Check>
void break_atomic_write_everywhere(const Attack& attack, const Check& check) {
  for (std::size_t call = 1;; ++call) {
    ASSERT_LT(call, 100U);
    MemoryFileSystem files;
    write_file_atomically(files, "a", as_bytes("the old text")).value();
    const std::size_t before = files.calls(Operation::Any);
    attack(files, call);
    const bool told = write_file_atomically(files, "a", as_bytes("new")).has_value();
    if (files.calls(Operation::Any) < before + call) {
      EXPECT_TRUE(told);
      break;
    }
    check(files, told, call);
  }
}

TEST_F(MemoryFileSystemTest, AtomicWriteIsOldOrNewWheneverPowerFails) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    break_atomic_write_everywhere(
        [&](MemoryFileSystem& files, std::size_t call) {
          files.on_call([&files, left = call, seed](Operation, const std::string&) mutable {
            if (left == 0) return;
            --left;
            if (left == 0) files.lose_power(seed);
          });
        },
        [&](MemoryFileSystem& files, bool told, std::size_t call) {
          files.on_call({});
          files.lose_power(seed);
          const std::string now = read(files, "a");
          EXPECT_TRUE(now == "new" || (now == "the old text" && !told)) << call << ": " << now;
          EXPECT_TRUE(write_file_atomically(files, "a", as_bytes("later")));
          EXPECT_EQ(read(files, "a"), "later");
        });
  }
}

TEST_F(MemoryFileSystemTest, AtomicWriteThatFailsLeavesTheOldTextOrSaysItMayNotLast) {
  for (const ErrorKind kind : {ErrorKind::Io, ErrorKind::DiskFull}) {
    break_atomic_write_everywhere(
        [&](MemoryFileSystem& files, std::size_t call) { files.fail(Operation::Any, call, kind); },
        [&](MemoryFileSystem& files, bool told, std::size_t call) {
          const std::string now = read(files, "a");
          EXPECT_TRUE(now == "new" || (now == "the old text" && !told)) << call << ": " << now;
          EXPECT_EQ(files.list("/", 9)->size(), 1U) << "a draft stayed behind, " << call;
        });
  }
}

TEST_F(MemoryFileSystemTest, DirectoriesMadeSurvivePowerLoss) {
  ASSERT_TRUE(make_directories(files_, "/x/y/z", Access::Private));
  files_.lose_power();
  EXPECT_TRUE(files_.stat("/x/y/z"));
}

TEST_F(MemoryFileSystemTest, DirectoryWhoseEntryWasNotSyncedIsMadeAgain) {
  files_.fail(Operation::SyncDirectory, 1, ErrorKind::Io);
  EXPECT_FALSE(make_directories(files_, "/x", Access::Private));
  ASSERT_TRUE(make_directories(files_, "/x", Access::Private));
  files_.lose_power();
  EXPECT_TRUE(files_.stat("/x"));
}

}  // namespace
}  // namespace base
