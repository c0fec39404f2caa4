// Goal: both file systems keep the same promises, so that what is proven on the one in memory holds
// on the real one. Method: every test runs against both.

#include "base/file_system.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "base/real_file_system.h"
#include "tests/support/memory_file_system.h"
#include "tests/support/temporary_directory.h"

namespace base {
namespace {

enum class Kind { Real, Memory };

class FileSystemTest : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    if (GetParam() == Kind::Real) {
      directory_ = std::make_unique<test_support::TemporaryDirectory>();
      files_ = std::make_unique<RealFileSystem>();
    } else {
      files_ = std::make_unique<test_support::MemoryFileSystem>();
      files_->make_directory("/test", Access::Private).value();
    }
  }

  std::string path(const std::string& name) const {
    return (directory_ ? directory_->path() : "/test") + '/' + name;
  }
  void write(const std::string& name, std::string_view text) {
    files_->create(path(name), Access::Private).value()->append(as_bytes(text)).value();
  }
  std::string read(const std::string& name) {
    return std::string{as_text(read_small_file(*files_, path(name), 1000).value())};
  }
  template <typename T>
  static ErrorKind kind_of(const Result<T>& result) {
    EXPECT_FALSE(result);
    return result ? ErrorKind::Timeout : result.error().kind;  // Timeout: no call here gives it
  }

  std::unique_ptr<test_support::TemporaryDirectory> directory_;
  std::unique_ptr<FileSystem> files_;
};

INSTANTIATE_TEST_SUITE_P(Both, FileSystemTest, testing::Values(Kind::Real, Kind::Memory),
                         [](const auto& param_info) {
                           return param_info.param == Kind::Real ? "Real" : "Memory";
                         });

TEST_P(FileSystemTest, AppendsAreReadBackInOrder) {
  const auto file = files_->create(path("a"), Access::Private).value();
  ASSERT_TRUE(file->append(as_bytes("one")));
  ASSERT_TRUE(file->append({}));
  ASSERT_TRUE(file->append(as_bytes("two")));
  ASSERT_TRUE(file->sync());
  EXPECT_EQ(file->size(), 6U);
  EXPECT_EQ(read("a"), "onetwo");
}

TEST_P(FileSystemTest, AppendingGoesOnWhereTheFileEnds) {
  write("a", "one");
  const auto file = files_->open_append(path("a")).value();
  EXPECT_EQ(file->size(), 3U);
  ASSERT_TRUE(file->append(as_bytes("two")));
  EXPECT_EQ(read("a"), "onetwo");
}

TEST_P(FileSystemTest, CreatingNeverReplaces) {
  write("a", "one");
  EXPECT_EQ(kind_of(files_->create(path("a"), Access::Private)), ErrorKind::Exists);
  ASSERT_TRUE(files_->make_directory(path("d"), Access::Private));
  EXPECT_EQ(kind_of(files_->create(path("d"), Access::Private)), ErrorKind::Exists);
  EXPECT_EQ(kind_of(files_->make_directory(path("a"), Access::Private)), ErrorKind::Exists);
  EXPECT_EQ(read("a"), "one");
}

TEST_P(FileSystemTest, MissingFilesAreNotFound) {
  EXPECT_EQ(kind_of(files_->open_append(path("a"))), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->open_read(path("a"))), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->create(path("d/a"), Access::Private)), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->remove_file(path("a"))), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->remove_directory(path("a"))), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->rename(path("a"), path("b"))), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->list(path("d"), 1)), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->stat(path("a"))), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->sync_directory(path("d"))), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->open_volume(path("d"))), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->space(path("d"))), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->mount_of(path("d"))), ErrorKind::NotFound);
}

TEST_P(FileSystemTest, DirectoriesAreNoFiles) {
  ASSERT_TRUE(files_->make_directory(path("d"), Access::Private));
  EXPECT_EQ(kind_of(files_->open_append(path("d"))), ErrorKind::Denied);
  EXPECT_EQ(kind_of(files_->open_read(path("d"))), ErrorKind::Denied);
  EXPECT_EQ(kind_of(files_->lock(path("d"))), ErrorKind::Denied);
  EXPECT_EQ(kind_of(files_->remove_file(path("d"))), ErrorKind::InvalidInput);
  write("a", "one");
  EXPECT_EQ(kind_of(files_->list(path("a"), 1)), ErrorKind::NotFound);
  EXPECT_EQ(kind_of(files_->remove_directory(path("a"))), ErrorKind::NotFound);
}

TEST_P(FileSystemTest, ReadsAnywhereAndShortOnlyAtTheEnd) {
  write("a", "0123456789");
  const auto file = files_->open_read(path("a")).value();
  Bytes four(4);
  EXPECT_EQ(file->read_at(3, four).value(), 4U);
  EXPECT_EQ(as_text(four), "3456");
  EXPECT_EQ(file->read_at(8, four).value(), 2U);
  EXPECT_EQ(as_text(four).substr(0, 2), "89");
  EXPECT_EQ(file->read_at(10, four).value(), 0U);
  EXPECT_EQ(file->read_at(11, four).value(), 0U);
  EXPECT_EQ(file->size().value(), 10U);
}

TEST_P(FileSystemTest, SmallFileIsReadUpToItsLimit) {
  write("a", "0123456789");
  EXPECT_EQ(read_small_file(*files_, path("a"), 10).value().size(), 10U);
  EXPECT_EQ(kind_of(read_small_file(*files_, path("a"), 9)), ErrorKind::InvalidInput);
}

TEST_P(FileSystemTest, TruncatingCutsTheEndAndAppendingGoesOnThere) {
  const auto file = files_->create(path("a"), Access::Private).value();
  ASSERT_TRUE(file->append(as_bytes("0123456789")));
  ASSERT_TRUE(file->truncate(4));
  EXPECT_EQ(file->size(), 4U);
  ASSERT_TRUE(file->append(as_bytes("x")));
  EXPECT_EQ(read("a"), "0123x");
}

TEST_P(FileSystemTest, PreallocatingMovesNoEnd) {
  const auto file = files_->create(path("a"), Access::Private).value();
  ASSERT_TRUE(file->append(as_bytes("one")));
  ASSERT_TRUE(file->preallocate(1 << 20));
  ASSERT_TRUE(file->preallocate(0));
  EXPECT_EQ(files_->stat(path("a"))->size_bytes, 3U);
  ASSERT_TRUE(file->append(as_bytes("two")));
  EXPECT_EQ(read("a"), "onetwo");
  ASSERT_TRUE(file->truncate(file->size()));
  EXPECT_EQ(read("a"), "onetwo");
}

TEST_P(FileSystemTest, RenamingReplacesAFileButNoDirectory) {
  write("a", "one");
  write("b", "two");
  ASSERT_TRUE(files_->rename(path("a"), path("b")));
  EXPECT_EQ(read("b"), "one");
  EXPECT_EQ(kind_of(files_->stat(path("a"))), ErrorKind::NotFound);
  ASSERT_TRUE(files_->make_directory(path("d"), Access::Private));
  EXPECT_FALSE(files_->rename(path("b"), path("d")));
  EXPECT_FALSE(files_->rename(path("d"), path("b")));
  EXPECT_FALSE(files_->rename(path("d"), path("d/e")));
  ASSERT_TRUE(files_->rename(path("b"), path("d/c")));
  EXPECT_EQ(read("d/c"), "one");
}

TEST_P(FileSystemTest, RemovedFileStaysReadableThroughItsHandle) {
  write("a", "one");
  const auto file = files_->open_read(path("a")).value();
  ASSERT_TRUE(files_->remove_file(path("a")));
  Bytes three(3);
  EXPECT_EQ(file->read_at(0, three).value(), 3U);
  EXPECT_EQ(kind_of(files_->stat(path("a"))), ErrorKind::NotFound);
}

TEST_P(FileSystemTest, OnlyEmptyDirectoriesAreRemoved) {
  ASSERT_TRUE(files_->make_directory(path("d"), Access::Private));
  write("d/a", "one");
  EXPECT_EQ(kind_of(files_->remove_directory(path("d"))), ErrorKind::Exists);
  ASSERT_TRUE(files_->remove_file(path("d/a")));
  EXPECT_TRUE(files_->remove_directory(path("d")));
}

TEST_P(FileSystemTest, ListsByNameUpToTheLimit) {
  write("b", "");
  write("a", "");
  ASSERT_TRUE(files_->make_directory(path("c"), Access::Private));
  const auto listed = files_->list(path(""), 3);
  ASSERT_TRUE(listed);
  EXPECT_EQ(*listed,
            (std::vector<DirectoryEntry>{
                {"a", FileType::Regular}, {"b", FileType::Regular}, {"c", FileType::Directory}}));
  EXPECT_EQ(kind_of(files_->list(path(""), 2)), ErrorKind::InvalidInput);
}

TEST_P(FileSystemTest, StatTellsTypeAndSize) {
  write("a", "one");
  EXPECT_EQ(files_->stat(path("a"))->type, FileType::Regular);
  EXPECT_EQ(files_->stat(path("a"))->size_bytes, 3U);
  EXPECT_EQ(files_->stat(path(""))->type, FileType::Directory);
}

TEST_P(FileSystemTest, EverythingThereCanBeSynced) {
  write("a", "one");
  EXPECT_TRUE(files_->sync_directory(path("")));
  EXPECT_TRUE(files_->open_volume(path("")).value()->sync());
}

TEST_P(FileSystemTest, TellsSpaceAndMount) {
  const auto space = files_->space(path(""));
  ASSERT_TRUE(space);
  EXPECT_GT(space->total_bytes, 0U);
  EXPECT_LE(space->free_bytes, space->total_bytes);
  ASSERT_TRUE(files_->make_directory(path("d"), Access::Private));
  EXPECT_EQ(files_->mount_of(path("d")).value(), files_->mount_of(path("")).value());
}

TEST_P(FileSystemTest, LockExcludesEverybodyUntilItGoes) {
  auto lock = files_->lock(path("lock")).value();
  EXPECT_EQ(kind_of(files_->lock(path("lock"))), ErrorKind::Unavailable);
  lock.reset();
  EXPECT_TRUE(files_->lock(path("lock")));
}

TEST_P(FileSystemTest, AtomicWriteReplacesTheWholeFileAndLeavesNoDraft) {
  ASSERT_TRUE(write_file_atomically(*files_, path("a"), as_bytes("a longer text")));
  ASSERT_TRUE(write_file_atomically(*files_, path("a"), as_bytes("one")));
  EXPECT_EQ(read("a"), "one");
  EXPECT_EQ(files_->list(path(""), 10)->size(), 1U);
}

TEST_P(FileSystemTest, AtomicWriteRemovesADraftLeftBehind) {
  write("a.new", "half of a former att");
  ASSERT_TRUE(write_file_atomically(*files_, path("a"), as_bytes("one")));
  EXPECT_EQ(read("a"), "one");
}

TEST_P(FileSystemTest, DirectoriesAreMadeWithTheirParents) {
  ASSERT_TRUE(make_directories(*files_, path("x/y/z"), Access::Private));
  ASSERT_TRUE(make_directories(*files_, path("x/y/z"), Access::Private));
  EXPECT_EQ(files_->stat(path("x/y/z"))->type, FileType::Directory);
  write("a", "one");
  EXPECT_EQ(kind_of(make_directories(*files_, path("a"), Access::Private)), ErrorKind::Exists);
  EXPECT_FALSE(make_directories(*files_, path("a/b"), Access::Private));
}

TEST_P(FileSystemTest, ManyThreadsMayUseItAtOnce) {
  write("shared", "0123456789");
  const auto shared = files_->open_read(path("shared")).value();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const std::string name = "t" + std::to_string(t);
      for (int i = 0; i < 20; ++i) {
        Bytes one(1);
        EXPECT_EQ(shared->read_at(5, one).value(), 1U);
        EXPECT_EQ(one[0], '5');
        EXPECT_TRUE(write_file_atomically(*files_, path(name), as_bytes(name)));
      }
      EXPECT_EQ(read(name), name);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(ParentDirectoryTest, IsWhatHoldsThePath) {
  EXPECT_EQ(parent_directory("a"), ".");
  EXPECT_EQ(parent_directory("a/b"), "a");
  EXPECT_EQ(parent_directory("a//b/"), "a");
  EXPECT_EQ(parent_directory("/a"), "/");
  EXPECT_EQ(parent_directory("/a/b"), "/a");
  EXPECT_EQ(parent_directory("/"), "/");
}

}  // namespace
}  // namespace base
