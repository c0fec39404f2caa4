// One open SQLite file with every safety on: the floor under Database. Not for other modules.
//
// Nothing in the file can run code or reach outside of it: defensive mode, schema not trusted, no
// extensions, no attached files, no double-quoted strings, low limits. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "storage/table/value.h"

struct sqlite3;
struct sqlite3_stmt;

namespace storage {

struct ConnectionLimits {
  std::chrono::milliseconds busy_timeout{5000};
  std::size_t value_bytes_max = std::size_t{1} << 20;
};

enum class Check { Quick, Full };  // Full also compares every index with its table

class Connection {
 public:
  using RowReader = std::function<base::Result<void>(const Row&)>;

  // Opens `path`, which exists; an empty file is an empty database.
  static base::Result<Connection> open(const std::string& path, const ConnectionLimits& limits);

  Connection(Connection&&) = default;
  Connection& operator=(Connection&& other) noexcept;

  // Runs one statement, prepared once and kept: `sql` outlives the connection. `each`, if given,
  // takes the rows, each of `columns`. Returns the number of rows changed.
  base::Result<std::int64_t> run(std::string_view sql, std::span<const Value> values, int columns,
                                 const RowReader& each);

  base::Result<void> script(const std::string& sql);             // several statements, no rows
  base::Result<std::int64_t> number(const std::string& pragma);  // the first column of one row

  bool in_transaction() const;
  base::Result<void> check(Check depth);  // Corrupt, with the places of the first findings
  base::Result<void> copy_to(Connection& target);

  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

  Connection(std::string path, sqlite3* handle, std::size_t value_bytes_max);

  base::Result<void> configure(const ConnectionLimits& limits);
  base::Result<Statement> prepare(std::string_view sql);
  base::Result<void> bind(sqlite3_stmt* statement, std::span<const Value> values);
  base::Result<std::int64_t> step_through(sqlite3_stmt* statement, const RowReader& each);
  base::Error error(int code, std::string_view what) const;

  std::string path_;
  std::size_t value_bytes_max_;
  std::unique_ptr<sqlite3, Close> handle_;
  std::unordered_map<std::string_view, Statement> statements_;  // gone before handle_
};

}  // namespace storage
