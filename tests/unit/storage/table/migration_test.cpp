// Goal: a schema only moves forwards, whole or not at all, and the state before it can be read.
// Method: the same migration, interrupted by a full disk, by failing writes and by kill -9.

#include "storage/table/migration.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "storage/table/backup.h"
#include "storage/table/database.h"
#include "tests/support/small_disk.h"
#include "tests/support/temporary_directory.h"

namespace storage {
namespace {

using base::ErrorKind;

constexpr std::int32_t kAlarmStore = 0x43757374;
constexpr int kRows = 300;

const std::vector<Migration>& steps() {
  static const std::vector<Migration> all{
      {1,
       "CREATE TABLE site(id INTEGER PRIMARY KEY) STRICT;"
       "CREATE TABLE alarm(id INTEGER PRIMARY KEY, text TEXT NOT NULL,"
       "  site INTEGER NOT NULL REFERENCES site(id) ON DELETE CASCADE) STRICT;"},
      {2, "ALTER TABLE alarm ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;"},
      // Rebuilds the table that alarms refer to.
      {3,
       "CREATE TABLE new_site(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;"
       "INSERT INTO new_site SELECT id, 'site ' || id FROM site;"
       "DROP TABLE site;"
       "ALTER TABLE new_site RENAME TO site;"
       "UPDATE alarm SET seen = 1, text = text || '!';"
       "CREATE INDEX alarm_text ON alarm(text);"}};
  return all;
}

class MigrationTest : public testing::Test {
 protected:
  static DatabaseOptions known(std::size_t version) {
    return {
        .application_id = kAlarmStore,
        .migrations = {steps().begin(), steps().begin() + static_cast<std::ptrdiff_t>(version)}};
  }
  base::Result<Database> open(std::size_t version) { return Database::open(path_, known(version)); }
  static std::int64_t count(Database& database) {
    return std::get<0>(database.query<std::int64_t>("SELECT count(*) FROM alarm").value().at(0));
  }

  void SetUp() override {
    Database database = open(1).value();
    ASSERT_TRUE(database.execute("INSERT INTO site VALUES(1)"));
    const auto filled = database.transaction([&]() -> base::Result<void> {
      for (int i = 0; i < kRows; ++i) {
        RETURN_IF_ERROR(database.execute("INSERT INTO alarm(text, site) VALUES(?, 1)",
                                         std::string(300, static_cast<char>('a' + i % 26))));
      }
      return {};
    });
    ASSERT_TRUE(filled);
  }

  // Whatever interrupted the way from 1 to 3: the database is whole, at 1 or at 3, and gets to 3.
  // Returns whether it was at 1.
  bool check_interrupted() {
    bool was_old = false;
    if (auto old = open(1)) {
      was_old = true;
      EXPECT_EQ(count(*old), kRows);
      EXPECT_TRUE(old->integrity_check(Check::Full));
    }
    auto now = open(3);
    EXPECT_TRUE(now) << (now ? "" : now.error().message);
    if (now) {
      EXPECT_EQ(count(*now), kRows);
      EXPECT_TRUE(now->integrity_check(Check::Full));
    }
    return was_old;
  }

  // Runs the migration in a process of its own; `prepare` runs there before.
  template <typename Prepare>
  ::pid_t migrate_in_child(const Prepare& prepare) {
    const ::pid_t child = ::fork();
    if (child != 0) return child;
    prepare();
    ::_exit(open(3) ? 0 : 1);
  }

  void start_again() {
    for (const auto& entry : std::filesystem::directory_iterator{directory_.path()}) {
      std::filesystem::remove(entry.path());
    }
    SetUp();
  }

  test_support::TemporaryDirectory directory_;
  std::string path_ = directory_ / "state.db";
};

TEST_F(MigrationTest, FromFirstToLastWithTheRowsKept) {
  auto database = open(3);
  ASSERT_TRUE(database) << database.error().message;
  EXPECT_EQ(count(*database), kRows);
  EXPECT_EQ(std::get<0>(database->query<std::string>("SELECT name FROM site")->at(0)), "site 1");
  EXPECT_EQ(database->execute("INSERT INTO alarm(text, site) VALUES('x', 9)").error().kind,
            ErrorKind::InvalidInput)
      << "foreign keys are enforced again";
}

TEST_F(MigrationTest, StateBeforeIsKeptInABackupThatOldSoftwareReads) {
  ASSERT_TRUE(open(3));
  const std::string backup = path_ + ".before-v3";
  ASSERT_TRUE(std::filesystem::exists(backup));
  Database old = Database::open(backup, known(1)).value();
  EXPECT_EQ(count(old), kRows);
}

TEST_F(MigrationTest, BackupCanBePutBack) {
  ASSERT_TRUE(open(3));
  ASSERT_TRUE(restore_backup(path_ + ".before-v3", path_, kAlarmStore));
  Database old = open(1).value();
  EXPECT_EQ(count(old), kRows);
}

TEST_F(MigrationTest, NewDatabaseNeedsNoBackup) {
  const std::string fresh = directory_ / "fresh.db";
  ASSERT_TRUE(Database::open(fresh, known(3)));
  EXPECT_FALSE(std::filesystem::exists(fresh + ".before-v3"));
}

TEST_F(MigrationTest, UpToDateDatabaseIsLeftAlone) {
  ASSERT_TRUE(open(3));
  std::filesystem::remove(path_ + ".before-v3");
  ASSERT_TRUE(open(3));
  EXPECT_FALSE(std::filesystem::exists(path_ + ".before-v3"));
}

TEST_F(MigrationTest, NewerDatabaseIsRefusedAndSaysSo) {
  ASSERT_TRUE(open(3));
  const auto refused = open(2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::InvalidInput);
  EXPECT_NE(refused.error().message.find("is of version 3"), std::string::npos);
  EXPECT_NE(refused.error().message.find("up to 2"), std::string::npos);
}

TEST_F(MigrationTest, FailingStepTakesTheWholeMigrationBack) {
  auto broken = known(2);
  broken.migrations.push_back({3, "DROP TABLE alarm; INSERT INTO nothing VALUES(1);"});
  const auto failed = Database::open(path_, broken);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("migration to version 3"), std::string::npos);
  EXPECT_TRUE(check_interrupted());
}

TEST_F(MigrationTest, DanglingReferencesTakeItBackToo) {
  auto broken = known(1);
  broken.migrations.push_back({2, "DELETE FROM site;"});
  EXPECT_EQ(Database::open(path_, broken).error().kind, ErrorKind::Corrupt);
  EXPECT_TRUE(check_interrupted());
}

// The log grows until a write would pass the limit: there the process dies, at another place of
// the migration with every limit. First in the backup, last not at all.
TEST_F(MigrationTest, DeathAtAnyWriteLeavesOldOrNew) {
  int deaths = 0;
  int old = 0;
  bool survived = false;
  for (::rlim_t limit = 4096; !survived; limit += 40'000) {
    ASSERT_LT(limit, 4'000'000U);
    const ::pid_t child = migrate_in_child([limit] {
      const ::rlimit none{0, 0};
      const ::rlimit size{limit, limit};
      if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::setrlimit(RLIMIT_FSIZE, &size) != 0) ::_exit(2);
    });
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    survived = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    ASSERT_TRUE(survived || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)) << status;
    deaths += survived ? 0 : 1;
    old += check_interrupted() ? 1 : 0;
    start_again();
  }
  EXPECT_GT(deaths, 3);
  EXPECT_GE(old, deaths - 1);
}

TEST_F(MigrationTest, FailingWriteIsReportedAndLeavesTheOldState) {
  for (const ::rlim_t limit : {60'000U, 150'000U, 200'000U}) {
    const ::pid_t child = migrate_in_child([limit] {
      const ::rlimit size{limit, limit};
      ::signal(SIGXFSZ, SIG_IGN);
      if (::setrlimit(RLIMIT_FSIZE, &size) != 0) ::_exit(2);
    });
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 1) << limit;
    EXPECT_TRUE(check_interrupted()) << limit;
    start_again();
  }
}

TEST_F(MigrationTest, FullDiskIsReportedAndLeavesTheOldState) {
  for (const std::size_t pages : {50U, 70U, 90U}) {
    const auto outcome = test_support::run_on_small_disk(pages * 4096, [&](const auto& small) {
      std::filesystem::copy_file(path_, small + "/state.db");
      path_ = small + "/state.db";
      const auto full = open(3);
      if (full || full.error().kind != ErrorKind::DiskFull) return false;
      // Only so that there is room to open it in.
      std::filesystem::remove(path_ + ".before-v3");
      auto old = open(1);
      return old && count(*old) == kRows && old->integrity_check(Check::Full).has_value();
    });
    if (outcome == test_support::OnSmallDisk::CannotMount) GTEST_SKIP() << "may not mount a tmpfs";
    EXPECT_EQ(outcome, test_support::OnSmallDisk::Passed) << pages;
  }
}

// Whenever it comes: every outcome is checked, so the time decides nothing.
TEST_F(MigrationTest, KillAtAnyMomentLeavesOldOrNew) {
  for (int round = 0; round < 12; ++round) {
    const ::pid_t child = migrate_in_child([] {});
    ::usleep(static_cast<::useconds_t>(round * 1500));
    ::kill(child, SIGKILL);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    check_interrupted();
    start_again();
  }
}

}  // namespace
}  // namespace storage
