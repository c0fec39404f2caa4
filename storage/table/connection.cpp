#include "storage/table/connection.h"

#include <sqlite3.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "base/system_error.h"

namespace storage {
namespace {

using base::Error;
using base::ErrorKind;
using base::Result;

// What a row may weigh beyond its heaviest value, and how long a statement may be.
constexpr std::size_t kRowBytesMore = std::size_t{1} << 16;
constexpr int kFindingsMax = 5;

ErrorKind kind_of(int code, int system) {
  const bool full = system != 0 && base::system_error(system, "").kind == ErrorKind::DiskFull;
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
    return ErrorKind::Exists;
  }
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorKind::Corrupt;
    case SQLITE_FULL:
      return ErrorKind::DiskFull;
    case SQLITE_IOERR:
      if (code == SQLITE_IOERR_CORRUPTFS) return ErrorKind::Corrupt;
      return full ? ErrorKind::DiskFull : ErrorKind::Io;
    case SQLITE_CANTOPEN:
      return system != 0 ? base::system_error(system, "").kind : ErrorKind::Io;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
      return ErrorKind::Unavailable;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return ErrorKind::Denied;
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return ErrorKind::InvalidInput;
    default:
      return ErrorKind::Io;
  }
}

// Never null, which would bind NULL.
template <typename View>
const void* data_of(const View& view) {
  return view.empty() ? static_cast<const void*>("") : static_cast<const void*>(view.data());
}

int bind_one(sqlite3_stmt* statement, int at, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, at, *number);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return sqlite3_bind_double(statement, at, *number);
  }
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return sqlite3_bind_text64(statement, at, static_cast<const char*>(data_of(*text)),
                               text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  if (const auto* bytes = std::get_if<base::ByteView>(&value)) {
    return sqlite3_bind_blob64(statement, at, data_of(*bytes), bytes->size(), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, at);
}

std::size_t weight_of(const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return text->size();
  if (const auto* bytes = std::get_if<base::ByteView>(&value)) return bytes->size();
  return 0;
}

// Leaves a kept statement ready for its next use, and free of views into what it was given.
class Reset {
 public:
  explicit Reset(sqlite3_stmt* statement) : statement_{statement} {}
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;
  ~Reset() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

 private:
  sqlite3_stmt* statement_;
};

}  // namespace

void Connection::Close::operator()(sqlite3* handle) const {
  [[maybe_unused]] const int closed = sqlite3_close(handle);
  assert(closed == SQLITE_OK);
}

void Connection::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Connection::Connection(std::string path, sqlite3* handle, std::size_t value_bytes_max)
    : path_{std::move(path)}, value_bytes_max_{value_bytes_max}, handle_{handle} {}

// Swapped, so that the old statements go before the old handle does.
Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(value_bytes_max_, other.value_bytes_max_);
  std::swap(handle_, other.handle_);
  std::swap(statements_, other.statements_);
  return *this;
}

Result<Connection> Connection::open(const std::string& path, const ConnectionLimits& limits) {
  sqlite3* handle = nullptr;
  const int opened =
      sqlite3_open_v2(path.c_str(), &handle,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  Connection connection{path, handle, limits.value_bytes_max};
  if (handle == nullptr) return Error{ErrorKind::Unavailable, "no memory to open " + path};
  if (opened != SQLITE_OK) return connection.error(opened, "open");
  RETURN_IF_ERROR(connection.configure(limits));
  return connection;
}

Result<void> Connection::configure(const ConnectionLimits& limits) {
  const std::pair<int, int> settings[] = {
      {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
      {SQLITE_DBCONFIG_ENABLE_FKEY, 1},    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
      {SQLITE_DBCONFIG_DQS_DML, 0},        {SQLITE_DBCONFIG_DQS_DDL, 0},
      {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}};
  for (const auto& [setting, wanted] : settings) {
    int now = -1;
    const int set = sqlite3_db_config(handle_.get(), setting, wanted, &now);
    if (set != SQLITE_OK) return error(set, "configure");
    assert(now == wanted);
  }
  assert(limits.value_bytes_max <= std::size_t{1} << 30);
  const std::pair<int, int> ceilings[] = {
      {SQLITE_LIMIT_LENGTH, static_cast<int>(limits.value_bytes_max + kRowBytesMore)},
      {SQLITE_LIMIT_SQL_LENGTH, static_cast<int>(kRowBytesMore)},
      {SQLITE_LIMIT_COLUMN, 100},
      {SQLITE_LIMIT_EXPR_DEPTH, 100},
      {SQLITE_LIMIT_COMPOUND_SELECT, 10},
      {SQLITE_LIMIT_VDBE_OP, 100'000},
      {SQLITE_LIMIT_FUNCTION_ARG, 16},
      {SQLITE_LIMIT_ATTACHED, 0},
      {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000},
      {SQLITE_LIMIT_VARIABLE_NUMBER, 100},
      {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
      {SQLITE_LIMIT_WORKER_THREADS, 0}};
  for (const auto& [limit, ceiling] : ceilings) sqlite3_limit(handle_.get(), limit, ceiling);
  sqlite3_busy_timeout(handle_.get(), static_cast<int>(limits.busy_timeout.count()));
  return script("PRAGMA cell_size_check=ON; PRAGMA synchronous=FULL;");
}

Result<std::int64_t> Connection::run(std::string_view sql, std::span<const Value> values,
                                     int columns, const RowReader& each) {
  auto kept = statements_.find(sql);
  if (kept == statements_.end()) {
    ASSIGN_OR_RETURN(Statement statement, prepare(sql));
    kept = statements_.emplace(sql, std::move(statement)).first;
  }
  sqlite3_stmt* const statement = kept->second.get();
  assert(static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) == values.size());
  assert(!each || sqlite3_column_count(statement) == columns);
  const Reset reset{statement};
  RETURN_IF_ERROR(bind(statement, values));
  return step_through(statement, each);
}

Result<Connection::Statement> Connection::prepare(std::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &prepared, &rest);
  Statement statement{prepared};
  if (code != SQLITE_OK) return error(code, "prepare");
  // What follows the first statement would never run.
  assert(statement);
  assert(std::string_view(rest, sql.data() + sql.size()).find_first_not_of(" \n") ==
         std::string_view::npos);
  return statement;
}

Result<void> Connection::bind(sqlite3_stmt* statement, std::span<const Value> values) {
  int at = 0;
  for (const Value& value : values) {
    if (weight_of(value) > value_bytes_max_) {
      return Error{ErrorKind::InvalidInput,
                   "a value is longer than " + std::to_string(value_bytes_max_) + " bytes"};
    }
    const double* number = std::get_if<double>(&value);
    if (number != nullptr && std::isnan(*number)) {
      return Error{ErrorKind::InvalidInput, "a value is not a number"};
    }
    const int bound = bind_one(statement, ++at, value);
    if (bound != SQLITE_OK) return error(bound, "bind");
  }
  return {};
}

Result<std::int64_t> Connection::step_through(sqlite3_stmt* statement, const RowReader& each) {
  const std::int64_t before = sqlite3_total_changes64(handle_.get());
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
    if (each) RETURN_IF_ERROR(each(Row{statement}));
  }
  if (code != SQLITE_DONE) return error(code, "run");
  return sqlite3_stmt_readonly(statement) != 0 || sqlite3_total_changes64(handle_.get()) == before
             ? std::int64_t{0}
             : std::int64_t{sqlite3_changes64(handle_.get())};
}

Result<void> Connection::script(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code, "run");
  return {};
}

Result<std::int64_t> Connection::number(const std::string& pragma) {
  ASSIGN_OR_RETURN(const Statement statement, prepare(pragma));
  std::int64_t value = 0;
  RETURN_IF_ERROR(
      step_through(statement.get(), [&](const Row& row) { return row.read(0, value); }));
  return value;
}

bool Connection::in_transaction() const {
  return sqlite3_get_autocommit(handle_.get()) == 0;
}

Result<void> Connection::check(Check depth) {
  const std::string pragma =
      depth == Check::Quick ? "PRAGMA quick_check(" : "PRAGMA integrity_check(";
  ASSIGN_OR_RETURN(const Statement statement, prepare(pragma + std::to_string(kFindingsMax) + ')'));
  std::string findings;
  const auto take = [&](const Row& row) -> Result<void> {
    std::string finding;
    RETURN_IF_ERROR(row.read(0, finding));
    if (finding == "ok") return {};
    // One error is one line.
    std::ranges::replace(finding, '\n', ' ');
    findings += (findings.empty() ? "" : "; ") + finding;
    return {};
  };
  // It names the damaged pages first, and then may stumble over them itself.
  const auto done = step_through(statement.get(), take);
  if (!done && findings.empty()) return done.error();
  if (findings.empty()) return {};
  return Error{ErrorKind::Corrupt, path_ + " is damaged: " + findings};
}

Result<void> Connection::copy_to(Connection& target) {
  sqlite3_backup* backup = sqlite3_backup_init(target.handle_.get(), "main", handle_.get(), "main");
  if (backup == nullptr) return target.error(sqlite3_errcode(target.handle_.get()), "copy to");
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped == SQLITE_DONE && finished == SQLITE_OK) return {};
  return target.error(finished != SQLITE_OK ? finished : stepped, "copy to");
}

Error Connection::error(int code, std::string_view what) const {
  assert((code & 0xff) != SQLITE_MISUSE && (code & 0xff) != SQLITE_RANGE);
  const ErrorKind kind = kind_of(code, sqlite3_system_errno(handle_.get()));
  return {kind, std::string{what} + ' ' + path_ + ": " + sqlite3_errmsg(handle_.get())};
}

}  // namespace storage
