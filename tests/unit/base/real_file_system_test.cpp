// Goal: what only the kernel can get wrong: modes, links, special files, errors, locks of others.

#include "base/real_file_system.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "base/system_error.h"
#include "tests/support/small_disk.h"
#include "tests/support/temporary_directory.h"

namespace base {
namespace {

class RealFileSystemTest : public testing::Test {
 protected:
  static unsigned mode_of(const std::string& path) {
    struct ::stat info{};
    EXPECT_EQ(::stat(path.c_str(), &info), 0);
    return info.st_mode & 07777U;
  }

  test_support::TemporaryDirectory directory_;
  RealFileSystem files_;
};

TEST_F(RealFileSystemTest, ModesAreExactWhateverTheUmask) {
  for (const ::mode_t umask : {0U, 0777U}) {
    const ::mode_t before = ::umask(umask);
    const std::string name = directory_ / std::to_string(umask);
    ASSERT_TRUE(files_.create(name + "p", Access::Private));
    ASSERT_TRUE(files_.create(name + "g", Access::GroupReads));
    ASSERT_TRUE(files_.make_directory(name + "P", Access::Private));
    ASSERT_TRUE(files_.make_directory(name + "G", Access::GroupReads));
    ::umask(before);
    EXPECT_EQ(mode_of(name + "p"), 0600U);
    EXPECT_EQ(mode_of(name + "g"), 0640U);
    EXPECT_EQ(mode_of(name + "P"), 0700U);
    EXPECT_EQ(mode_of(name + "G"), 0750U);
  }
}

TEST_F(RealFileSystemTest, SymbolicLinksAreNotFollowedToFiles) {
  ASSERT_TRUE(files_.create(directory_ / "target", Access::Private));
  std::filesystem::create_symlink(directory_ / "target", directory_ / "link");
  EXPECT_EQ(files_.open_append(directory_ / "link").error().kind, ErrorKind::Denied);
  EXPECT_EQ(files_.open_read(directory_ / "link").error().kind, ErrorKind::Denied);
  EXPECT_EQ(files_.lock(directory_ / "link").error().kind, ErrorKind::Denied);
  EXPECT_EQ(files_.create(directory_ / "link", Access::Private).error().kind, ErrorKind::Exists);
  EXPECT_EQ(files_.stat(directory_ / "link")->type, FileType::Other);
}

TEST_F(RealFileSystemTest, DirectoriesMayBeReachedThroughALink) {
  ASSERT_TRUE(files_.make_directory(directory_ / "real", Access::Private));
  std::filesystem::create_directory_symlink(directory_ / "real", directory_ / "link");
  EXPECT_TRUE(files_.sync_directory(directory_ / "link"));
  EXPECT_TRUE(make_directories(files_, directory_ / "link/below", Access::Private));
  EXPECT_TRUE(make_directories(files_, directory_ / "link", Access::Private));
}

TEST_F(RealFileSystemTest, SpecialFilesAreDeniedWithoutWaiting) {
  ASSERT_EQ(::mkfifo((directory_ / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(files_.open_read(directory_ / "fifo").error().kind, ErrorKind::Denied);
  EXPECT_EQ(files_.open_append(directory_ / "fifo").error().kind, ErrorKind::Denied);
  EXPECT_EQ(files_.open_read("/dev/null").error().kind, ErrorKind::Denied);
}

TEST_F(RealFileSystemTest, DescriptorsAreNotInherited) {
  const auto file = files_.create(directory_ / "a", Access::Private).value();
  const auto lock = files_.lock(directory_ / "lock").value();
  const auto volume = files_.open_volume(directory_.path()).value();
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    std::error_code gone;
    const auto target = std::filesystem::read_symlink(entry.path(), gone);
    if (gone || !target.string().starts_with(directory_.path())) continue;
    const int number = std::stoi(entry.path().filename());
    EXPECT_NE(::fcntl(number, F_GETFD) & FD_CLOEXEC, 0) << target;
  }
}

TEST_F(RealFileSystemTest, LockOfADeadProcessIsFree) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const ::pid_t child = ::fork();
  if (child == 0) {
    const auto lock = files_.lock(directory_ / "lock");
    const char told = lock ? 'y' : 'n';
    if (::write(ready[1], &told, 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char told = 0;
  ASSERT_EQ(::read(ready[0], &told, 1), 1);
  EXPECT_EQ(told, 'y');
  EXPECT_EQ(files_.lock(directory_ / "lock").error().kind, ErrorKind::Unavailable);
  ::kill(child, SIGKILL);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(files_.lock(directory_ / "lock"));
  ::close(ready[0]);
  ::close(ready[1]);
}

// Below the limit a write is short, at the limit it fails with EFBIG.
TEST_F(RealFileSystemTest, FileIsPoisonedByAnErrorOfAnAppend) {
  const auto file = files_.create(directory_ / "a", Access::Private).value();
  ::rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const ::rlimit small{100, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto fits = file->append(Bytes(60));
  const auto too_long = file->append(Bytes(60));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);

  EXPECT_TRUE(fits);
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().kind, ErrorKind::Io);
  EXPECT_FALSE(file->append(Bytes(1)));
  EXPECT_FALSE(file->sync());
  EXPECT_FALSE(file->truncate(0));
  EXPECT_EQ(file->size(), 60U);
}

// Runs in a child, which can only say yes or no; what was no is on its standard error.
bool fills_and_goes_on(FileSystem& files, const std::string& directory) {
  const auto holds = [](bool promise, const char* what) {
    if (!promise) std::fprintf(stderr, "broken: %s\n", what);
    return promise;
  };
  const auto other = files.create(directory + "/other", Access::Private).value();
  const auto file = files.create(directory + "/a", Access::Private).value();
  if (!other->append(Bytes(16 * 1024)) || !file->append(Bytes(10 * 1024, 1))) return false;

  const auto full = file->append(Bytes(100 * 1024, 2));
  const auto state = write_file_atomically(files, directory + "/state", Bytes(100 * 1024));
  return holds(!full && full.error().kind == ErrorKind::DiskFull, "a full disk is DiskFull") &&
         holds(files.stat(directory + "/a")->size_bytes == 10 * 1024, "append is all or nothing") &&
         holds(!state && state.error().kind == ErrorKind::DiskFull, "small state says DiskFull") &&
         holds(!files.stat(directory + "/state.new"), "no draft takes room on a full disk") &&
         holds(file->sync().has_value(), "a full disk poisons nothing") &&
         holds(other->truncate(0).has_value(), "cutting needs no room") &&
         holds(file->append(Bytes(16 * 1024, 3)).has_value(), "work goes on when there is room") &&
         holds(file->preallocate(1 << 20).error().kind == ErrorKind::DiskFull, "reserving is true");
}

TEST_F(RealFileSystemTest, FullDiskLeavesTheFileAsItWasAndUsable) {
  const auto outcome = test_support::run_on_small_disk(
      64 * 1024, [&](const std::string& small) { return fills_and_goes_on(files_, small); });
  if (outcome == test_support::OnSmallDisk::CannotMount) GTEST_SKIP() << "may not mount a tmpfs";
  EXPECT_EQ(outcome, test_support::OnSmallDisk::Passed);
}

TEST_F(RealFileSystemTest, StatTellsWhenAFileWasWritten) {
  ASSERT_TRUE(files_.create(directory_ / "a", Access::Private));
  const ::timespec times[2] = {{1, 0}, {1'795'209'248, 250'000'000}};
  ASSERT_EQ(::utimensat(AT_FDCWD, (directory_ / "a").c_str(), times, 0), 0);
  EXPECT_EQ(format_rfc3339(files_.stat(directory_ / "a")->modified), "2026-11-20T21:14:08.250Z");
}

TEST_F(RealFileSystemTest, OtherMountsHaveOtherIdentities) {
  EXPECT_NE(files_.mount_of("/proc").value(), files_.mount_of("/").value());
}

TEST(SystemErrorTest, KindsTellACallerWhatToDo) {
  const std::pair<int, ErrorKind> table[] = {
      {ENOSPC, ErrorKind::DiskFull},    {EDQUOT, ErrorKind::DiskFull},
      {ENOENT, ErrorKind::NotFound},    {EEXIST, ErrorKind::Exists},
      {EACCES, ErrorKind::Denied},      {EIO, ErrorKind::Io},
      {EROFS, ErrorKind::Io},           {EWOULDBLOCK, ErrorKind::Unavailable},
      {ETIMEDOUT, ErrorKind::Timeout},  {EINVAL, ErrorKind::InvalidInput},
      {EMFILE, ErrorKind::Unavailable}, {ECONNRESET, ErrorKind::Io}};
  for (const auto& [number, kind] : table) EXPECT_EQ(system_error(number, "x").kind, kind);
  EXPECT_EQ(system_error(ENOENT, "open a").message, "open a: No such file or directory");
}

}  // namespace
}  // namespace base
