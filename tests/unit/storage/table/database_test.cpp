// Goal: what goes into a table comes out the same, a transaction happens whole or not at all, and
// nothing but our own database is ever opened.

#include "storage/table/database.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>

#include "storage/table/backup.h"
#include "tests/support/temporary_directory.h"

namespace storage {
namespace {

using base::Bytes;
using base::ErrorKind;
using namespace std::chrono_literals;
using namespace std::string_literals;

constexpr std::int32_t kApplication = 0x43757374;

class DatabaseTest : public testing::Test {
 protected:
  static DatabaseOptions options() {
    return {.application_id = kApplication,
            .migrations = {{1,
                            "CREATE TABLE account(id INTEGER PRIMARY KEY, name TEXT NOT NULL"
                            "  UNIQUE, score REAL, photo BLOB) STRICT;"
                            "CREATE TABLE session(account INTEGER NOT NULL REFERENCES account(id))"
                            "  STRICT;"}},
            .limits = {.busy_timeout = 0ms, .value_bytes_max = 100'000}};
  }
  base::Result<Database> try_open() { return Database::open(path_, options()); }
  Database open() { return try_open().value(); }
  static std::int64_t count(Database& database) {
    return std::get<0>(database.query<std::int64_t>("SELECT count(*) FROM account").value().at(0));
  }
  static base::Result<std::int64_t> add(Database& database, std::string_view name) {
    return database.execute("INSERT INTO account(name) VALUES(?)", name);
  }
  static void fill(Database& database) {
    const auto filled = database.transaction([&]() -> base::Result<void> {
      for (int i = 0; i < 2000; ++i) RETURN_IF_ERROR(add(database, "name " + std::to_string(i)));
      return {};
    });
    ASSERT_TRUE(filled);
  }
  static void overwrite(const std::string& path, std::streamoff at, std::string_view bytes) {
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(at).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    ASSERT_TRUE(file);
  }
  static unsigned mode_of(const std::string& path) {
    struct ::stat info{};
    EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 0777U;
  }

  test_support::TemporaryDirectory directory_;
  std::string path_ = directory_ / "state.db";
};

TEST_F(DatabaseTest, EveryTypeReadsBackWhatWasBound) {
  Database database = open();
  const auto same = [&](const auto& value) {
    using Column = std::remove_cvref_t<decltype(value)>;
    const auto row = database.query_one<Column>("SELECT ?", value);
    ASSERT_TRUE(row) << row.error().message;
    EXPECT_EQ(std::get<0>(row->value()), value);
  };
  same(true);
  same(false);
  same(std::numeric_limits<std::int32_t>::min());
  same(std::numeric_limits<std::uint32_t>::max());
  same(std::numeric_limits<std::int64_t>::min());
  same(std::numeric_limits<std::int64_t>::max());
  same(0.1);
  same(std::numeric_limits<double>::infinity());
  same(""s);
  same("Ünï\0code'; DROP TABLE account; --"s);
  same(Bytes{});
  same(Bytes{0, 255, 39});
  same(std::optional<std::string>{});
  same(std::optional<std::string>{"x"});
  same(std::optional<Bytes>{Bytes{}});
}

TEST_F(DatabaseTest, ColumnOfAnotherTypeIsCorrupt) {
  Database database = open();
  EXPECT_EQ(database.query<std::int64_t>("SELECT 'x'").error().kind, ErrorKind::Corrupt);
  EXPECT_EQ(database.query<std::string>("SELECT 1").error().kind, ErrorKind::Corrupt);
  EXPECT_EQ(database.query<std::int64_t>("SELECT NULL").error().kind, ErrorKind::Corrupt);
  EXPECT_EQ(database.query<Bytes>("SELECT 'x'").error().kind, ErrorKind::Corrupt);
  EXPECT_EQ(database.query<bool>("SELECT 2").error().kind, ErrorKind::Corrupt);
  EXPECT_EQ(database.query<std::int32_t>("SELECT 2147483648").error().kind, ErrorKind::Corrupt);
  EXPECT_TRUE(database.query<std::int32_t>("SELECT 2147483647"));
  EXPECT_EQ(database.query<std::uint32_t>("SELECT -1").error().kind, ErrorKind::Corrupt);
}

TEST_F(DatabaseTest, NotANumberIsRefusedInsteadOfBecomingNull) {
  Database database = open();
  const auto kept = database.query<double>("SELECT ?", std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(kept.error().kind, ErrorKind::InvalidInput);
}

TEST_F(DatabaseTest, RowsBecomeRecords) {
  struct Account {
    std::int64_t id;
    std::string name;
    std::optional<double> score;
  };
  Database database = open();
  ASSERT_TRUE(database.execute(
      "INSERT INTO account(id, name, score) VALUES(?, ?, ?), (2, 'b', NULL)", 1, "a", 0.5));
  const auto accounts =
      database.query_as<Account, std::int64_t, std::string, std::optional<double>>(
          "SELECT id, name, score FROM account ORDER BY id");
  ASSERT_TRUE(accounts);
  ASSERT_EQ(accounts->size(), 2U);
  EXPECT_EQ(accounts->at(0).name, "a");
  EXPECT_EQ(accounts->at(0).score, 0.5);
  EXPECT_EQ(accounts->at(1).score, std::nullopt);
}

TEST_F(DatabaseTest, ExecuteTellsHowManyRowsChanged) {
  Database database = open();
  EXPECT_EQ(*add(database, "a"), 1);
  EXPECT_EQ(*add(database, "b"), 1);
  EXPECT_EQ(*database.execute("UPDATE account SET score = 1.0"), 2);
  EXPECT_EQ(*database.execute("DELETE FROM account WHERE name = 'z'"), 0);
}

TEST_F(DatabaseTest, OneRowIsNoneOrOneButNeverMore) {
  Database database = open();
  EXPECT_EQ(*database.query_one<std::string>("SELECT name FROM account"), std::nullopt);
  ASSERT_TRUE(add(database, "a"));
  EXPECT_EQ(std::get<0>(**database.query_one<std::string>("SELECT name FROM account")), "a");
  ASSERT_TRUE(add(database, "b"));
  EXPECT_FALSE(database.query_one<std::string>("SELECT name FROM account"));
}

TEST_F(DatabaseTest, ConstraintsTellWhatKindOfNo) {
  Database database = open();
  ASSERT_TRUE(add(database, "a"));
  EXPECT_EQ(add(database, "a").error().kind, ErrorKind::Exists);
  EXPECT_EQ(database.execute("INSERT INTO account(name) VALUES(NULL)").error().kind,
            ErrorKind::InvalidInput);
  EXPECT_EQ(database.execute("INSERT INTO session VALUES(99)").error().kind,
            ErrorKind::InvalidInput);
  EXPECT_EQ(count(database), 1);
}

TEST_F(DatabaseTest, TransactionHappensWhole) {
  Database database = open();
  const auto done = database.transaction([&]() -> base::Result<int> {
    RETURN_IF_ERROR(add(database, "a"));
    RETURN_IF_ERROR(add(database, "b"));
    return 7;
  });
  EXPECT_EQ(*done, 7);
  EXPECT_EQ(count(database), 2);
}

TEST_F(DatabaseTest, FailedTransactionLeavesNothing) {
  Database database = open();
  ASSERT_TRUE(add(database, "a"));
  const auto done = database.transaction([&]() -> base::Result<void> {
    RETURN_IF_ERROR(add(database, "b"));
    RETURN_IF_ERROR(add(database, "a"));
    return {};
  });
  EXPECT_EQ(done.error().kind, ErrorKind::Exists);
  EXPECT_EQ(count(database), 1);
  EXPECT_TRUE(add(database, "b")) << "the transaction is over";
}

TEST_F(DatabaseTest, TransactionThatThrowsLeavesNothing) {
  Database database = open();
  EXPECT_THROW((void)database.transaction([&]() -> base::Result<void> {
    RETURN_IF_ERROR(add(database, "a"));
    throw std::runtime_error{"no memory"};
  }),
               std::runtime_error);
  EXPECT_EQ(count(database), 0);
}

TEST_F(DatabaseTest, FullDiskIsReportedAndTheTransactionLeavesNothing) {
  Database database = open();
  ASSERT_TRUE(add(database, "a"));
  ASSERT_TRUE(database.query<std::int64_t>("PRAGMA max_page_count=20"));
  const auto done = database.transaction([&]() -> base::Result<void> {
    RETURN_IF_ERROR(add(database, "b"));
    // Swallowed on purpose: SQLite has rolled back by then, and commit() must notice.
    EXPECT_EQ(database.execute("INSERT INTO account(name, photo) VALUES('c', zeroblob(99000))")
                  .error()
                  .kind,
              ErrorKind::DiskFull);
    return {};
  });
  EXPECT_EQ(count(database), done ? 2 : 1);
  EXPECT_TRUE(database.integrity_check(Check::Full));
}

TEST_F(DatabaseTest, ValuesAreTakenUpToTheirLimit) {
  Database database = open();
  const Bytes longest(100'000, 1);
  ASSERT_TRUE(database.execute("INSERT INTO account(name, photo) VALUES('a', ?)", longest));
  EXPECT_EQ(std::get<0>(database.query<Bytes>("SELECT photo FROM account")->at(0)), longest);
  const Bytes longer(100'001, 1);
  EXPECT_EQ(database.query<Bytes>("SELECT ?", longer).error().kind, ErrorKind::InvalidInput);
  EXPECT_EQ(add(database, std::string(100'001, 'x')).error().kind, ErrorKind::InvalidInput);
}

TEST_F(DatabaseTest, RowsAreTakenUpToTheirLimit) {
  auto limited = options();
  limited.rows_max = 2;
  Database database = Database::open(path_, limited).value();
  EXPECT_EQ(database.query<std::int64_t>("SELECT 1 UNION SELECT 2")->size(), 2U);
  EXPECT_EQ(database.query<std::int64_t>("SELECT 1 UNION SELECT 2 UNION SELECT 3").error().kind,
            ErrorKind::InvalidInput);
}

TEST_F(DatabaseTest, NothingOutsideOfTheFileIsReached) {
  Database database = open();
  EXPECT_FALSE(database.execute("ATTACH 'other.db' AS other"));
  EXPECT_FALSE(database.query<std::string>("SELECT load_extension('x')"));
  EXPECT_FALSE(database.query<std::string>("SELECT \"not a string\""));
  EXPECT_FALSE(database.execute("DELETE FROM sqlite_schema"));
}

TEST_F(DatabaseTest, StateIsThereAfterReopening) {
  {
    Database first = open();
    ASSERT_TRUE(add(first, "a"));
  }
  Database database = open();
  EXPECT_EQ(count(database), 1);
}

TEST_F(DatabaseTest, DatabaseInUseMayBeExchangedForAnother) {
  Database database = open();
  ASSERT_TRUE(add(database, "a"));
  database = Database::open(directory_ / "other.db", options()).value();
  EXPECT_EQ(count(database), 0);
  EXPECT_TRUE(try_open()) << "the first one is closed";
}

TEST_F(DatabaseTest, FilesAreForTheirOwnerOnly) {
  Database database = open();
  ASSERT_TRUE(add(database, "a"));
  EXPECT_EQ(mode_of(path_), 0600U);
  EXPECT_EQ(mode_of(path_ + "-wal"), 0600U);
  ASSERT_TRUE(database.backup_to(directory_ / "copy.db"));
  EXPECT_EQ(mode_of(directory_ / "copy.db"), 0600U);
}

TEST_F(DatabaseTest, LooseModeIsTightened) {
  (void)open();
  std::filesystem::permissions(path_, std::filesystem::perms{0644});
  Database database = open();
  EXPECT_EQ(mode_of(path_), 0600U);
}

TEST_F(DatabaseTest, SecondOpenerIsTurnedAway) {
  const Database database = open();
  EXPECT_EQ(try_open().error().kind, ErrorKind::Unavailable);
}

TEST_F(DatabaseTest, LinksAndDirectoriesAreNotOpened) {
  (void)open();
  std::filesystem::create_symlink(path_, directory_ / "link");
  EXPECT_EQ(Database::open(directory_ / "link", options()).error().kind, ErrorKind::Denied);
  EXPECT_EQ(Database::open(directory_.path(), options()).error().kind, ErrorKind::Denied);
}

TEST_F(DatabaseTest, MissingOrEmptyDatabaseIsOnlyMadeWhenAllowed) {
  auto existing = options();
  existing.may_create = false;
  EXPECT_EQ(Database::open(path_, existing).error().kind, ErrorKind::NotFound);
  EXPECT_FALSE(std::filesystem::exists(path_));
  std::ofstream{path_}.close();
  EXPECT_EQ(Database::open(path_, existing).error().kind, ErrorKind::NotFound);
  (void)open();
  EXPECT_TRUE(Database::open(path_, existing));
}

TEST_F(DatabaseTest, DatabaseOfAnotherProgramIsRefusedUntouched) {
  (void)open();
  const auto read = [this] {
    std::ifstream file{path_, std::ios::binary};
    return std::string{std::istreambuf_iterator<char>{file}, {}};
  };
  const std::string before = read();
  auto other = options();
  other.application_id = kApplication + 1;
  EXPECT_EQ(Database::open(path_, other).error().kind, ErrorKind::InvalidInput);
  EXPECT_EQ(read(), before);
}

TEST_F(DatabaseTest, FileThatIsNoDatabaseIsCorrupt) {
  std::ofstream{path_} << std::string(10'000, 'x');
  EXPECT_EQ(try_open().error().kind, ErrorKind::Corrupt);
}

TEST_F(DatabaseTest, DamageIsLocatedAndABackupPutBack) {
  {
    Database database = open();
    fill(database);
    ASSERT_TRUE(database.integrity_check(Check::Full));
    ASSERT_TRUE(database.backup_to(directory_ / "backup.db"));
  }
  overwrite(path_, 5 * 4096, std::string(4096, '\xa5'));

  const auto damaged = try_open();
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().kind, ErrorKind::Corrupt);
  // "Page 6" or "page 6", by version of SQLite.
  EXPECT_NE(damaged.error().message.find("age 6:"), std::string::npos) << damaged.error().message;

  const auto restored = restore_backup(directory_ / "backup.db", path_, kApplication);
  ASSERT_TRUE(restored) << restored.error().message;
  Database database = open();
  EXPECT_EQ(count(database), 2000);
  EXPECT_TRUE(std::filesystem::exists(path_ + ".damaged"));
  EXPECT_TRUE(std::filesystem::exists(directory_ / "backup.db"));
}

TEST_F(DatabaseTest, DamagedOrForeignBackupIsNotPutBack) {
  const std::string backup = directory_ / "backup.db";
  {
    Database database = open();
    fill(database);
    ASSERT_TRUE(database.backup_to(backup));
  }
  EXPECT_EQ(restore_backup(backup, path_, kApplication + 1).error().kind, ErrorKind::InvalidInput);
  overwrite(backup, 5 * 4096, std::string(4096, '\xa5'));
  EXPECT_EQ(restore_backup(backup, path_, kApplication).error().kind, ErrorKind::Corrupt);
  Database database = open();
  EXPECT_EQ(count(database), 2000);
}

TEST_F(DatabaseTest, LeftoverLogIsNotReplayedIntoARestoredDatabase) {
  {
    Database database = open();
    ASSERT_TRUE(add(database, "old"));
    ASSERT_TRUE(database.backup_to(directory_ / "backup.db"));
    ASSERT_TRUE(add(database, "new"));
    std::filesystem::copy_file(path_ + "-wal", directory_ / "log");
  }
  std::filesystem::copy_file(directory_ / "log", path_ + "-wal");
  ASSERT_TRUE(restore_backup(directory_ / "backup.db", path_, kApplication));
  Database database = open();
  EXPECT_EQ(count(database), 1);
}

TEST_F(DatabaseTest, BackupReplacesAnEarlierOneAndLeavesNothingElse) {
  Database database = open();
  ASSERT_TRUE(database.backup_to(directory_ / "copy.db"));
  ASSERT_TRUE(add(database, "a"));
  std::ofstream{directory_ / "copy.db.new"} << "half of a former attempt";
  ASSERT_TRUE(database.backup_to(directory_ / "copy.db"));
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{directory_.path()}) {
    names.push_back(entry.path().filename());
  }
  std::ranges::sort(names);
  EXPECT_EQ(names, (std::vector<std::string>{"copy.db", "state.db", "state.db-wal"}));
  Database copy = Database::open(directory_ / "copy.db", options()).value();
  EXPECT_EQ(count(copy), 1);
}

}  // namespace
}  // namespace storage
