// A program's small durable state in one SQLite file: accounts, sessions, alarms, queues ...
//
// What a call reported as done survives power loss: WAL with synchronous=FULL. The file is the
// program's alone (mode 0600, locked while open; a second opener gets Unavailable). One thread owns
// a Database. Queries return their rows whole, so no read is left open.
//
// When open() says Corrupt, the message tells where. The owner may then stop the program and put a
// backup back with restore_backup() (backup.h): `<path>.before-v<N>`, made before each migration,
// or one made by backup_to(). Other errors: DiskFull and Io as they come; Exists for a broken
// UNIQUE; InvalidInput for other broken constraints, a value or result past its limit, a database
// of another program or of a newer version of this one; Unavailable while somebody else has it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "storage/table/connection.h"
#include "storage/table/migration.h"
#include "storage/table/value.h"

namespace storage {

struct DatabaseOptions {
  std::int32_t application_id;        // tells the databases of our programs apart; not 0
  std::vector<Migration> migrations;  // the schema: versions 1, 2, 3 ...
  bool may_create = true;             // else NotFound when the file is missing or empty
  bool check_on_open = true;          // quick check; reads the whole file
  std::size_t rows_max = 100'000;     // of one query
  ConnectionLimits limits{};
};

class Database {
 public:
  static base::Result<Database> open(const std::string& path, DatabaseOptions options);

  // Runs one statement; returns how many rows it changed.
  template <typename... Args>
  base::Result<std::int64_t> execute(Sql sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{value_of(args)...};
    return connection_.run(sql.text(), values, 0, nullptr);
  }

  // `for (const auto& [id, name] : *db.query<std::int64_t, std::string>("SELECT ...", site)) ...`
  template <typename... Columns, typename... Args>
  base::Result<std::vector<std::tuple<Columns...>>> query(Sql sql, const Args&... args) {
    return query_as<std::tuple<Columns...>, Columns...>(sql, args...);
  }

  // The same, each row as Record{columns...}.
  template <typename Record, typename... Columns, typename... Args>
  base::Result<std::vector<Record>> query_as(Sql sql, const Args&... args) {
    const std::array<Value, sizeof...(Args)> values{value_of(args)...};
    std::vector<Record> records;
    RETURN_IF_ERROR(connection_.run(
        sql.text(), values, sizeof...(Columns), [&](const Row& row) -> base::Result<void> {
          if (records.size() == rows_max_) return too_many_rows(rows_max_);
          ASSIGN_OR_RETURN(auto columns, row.read_all<Columns...>());
          records.push_back(
              std::apply([](Columns&... each) { return Record{std::move(each)...}; }, columns));
          return {};
        }));
    return records;
  }

  // For at most one row; more is an InvalidInput error.
  template <typename... Columns, typename... Args>
  base::Result<std::optional<std::tuple<Columns...>>> query_one(Sql sql, const Args&... args) {
    ASSIGN_OR_RETURN(auto rows, (query<Columns...>(sql, args...)));
    if (rows.size() > 1) return too_many_rows(1);
    if (rows.empty()) return std::optional<std::tuple<Columns...>>{};
    return std::optional{std::move(rows.front())};
  }

  // Runs `function`, which returns a Result, as one: all it did happens when it succeeds, and
  // nothing of it when it, or the commit, fails or throws. Not inside another.
  template <typename Function>
  auto transaction(const Function& function) -> std::invoke_result_t<Function> {
    RETURN_IF_ERROR(begin());
    const RollBack roll_back{connection_};
    auto result = function();
    if (!result) return result;
    RETURN_IF_ERROR(commit());
    return result;
  }

  base::Result<void> integrity_check(Check depth) { return connection_.check(depth); }

  // A verified copy in one file of mode 0600, replacing `path`; not inside a transaction.
  base::Result<void> backup_to(const std::string& path);

 private:
  // Undoes what was not committed by the end of its scope.
  class RollBack {
   public:
    explicit RollBack(Connection& connection) : connection_{connection} {}
    RollBack(const RollBack&) = delete;
    RollBack& operator=(const RollBack&) = delete;
    ~RollBack();

   private:
    Connection& connection_;
  };

  Database(Connection connection, std::size_t rows_max)
      : connection_{std::move(connection)}, rows_max_{rows_max} {}

  static base::Error too_many_rows(std::size_t rows_max);
  base::Result<void> begin();
  base::Result<void> commit();

  Connection connection_;
  std::size_t rows_max_;
};

}  // namespace storage
