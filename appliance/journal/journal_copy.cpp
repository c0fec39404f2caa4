#include "appliance/journal/journal_copy.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace appliance {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::int32_t kJournalCopyId = 0x43754a6c;  // "CuJl"

storage::DatabaseOptions journal_copy_schema() {
  storage::DatabaseOptions options{.application_id = kJournalCopyId, .migrations = {}};
  options.migrations.push_back({1, R"(CREATE TABLE line (
                                  number INTEGER PRIMARY KEY,
                                  time_ns INTEGER NOT NULL,
                                  severity INTEGER NOT NULL,
                                  code TEXT NOT NULL,
                                  kind TEXT NOT NULL,
                                  actor TEXT NOT NULL,
                                  subject TEXT NOT NULL,
                                  fields TEXT NOT NULL) STRICT;
                                CREATE INDEX line_by_kind ON line (kind);
                                CREATE TABLE copied (
                                  only INTEGER PRIMARY KEY CHECK (only = 1),
                                  journal TEXT NOT NULL,
                                  next INTEGER NOT NULL) STRICT;
                                INSERT INTO copied VALUES (1, '', 1))"});
  // It may be large, and what is wrong in it is found out when it is read.
  options.check_on_open = false;
  return options;
}

void remove_copy_files(const std::string& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix, ignored);
}

bool is_event_code(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() == 4 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= '0' && text[1] <= '4' &&
         std::ranges::all_of(text.substr(2), digit);
}

// An event's line has its code among the fields, or as its subject when it is about who did it.
std::string code_of(const JournalPageLine& line) {
  const base::Json* const code = line.fields.find("code");
  if (code != nullptr && code->as_string() != nullptr && is_event_code(*code->as_string())) {
    return *code->as_string();
  }
  return is_event_code(line.subject) ? line.subject : std::string{};
}

std::int64_t nanoseconds(base::WallTime time) {
  return time.time_since_epoch().count();
}

std::optional<std::int64_t> nanoseconds(const std::optional<base::WallTime>& time) {
  return time ? std::optional{nanoseconds(*time)} : std::nullopt;
}

}  // namespace

base::Result<JournalCopy> JournalCopy::open(const std::string& path) {
  auto database = storage::Database::open(path, journal_copy_schema());
  if (!database && database.error().kind != ErrorKind::Unavailable) {
    remove_copy_files(path);
    database = storage::Database::open(path, journal_copy_schema());
  }
  if (!database) return std::move(database).error();
  return JournalCopy{*std::move(database)};
}

base::Result<std::int64_t> JournalCopy::next() {
  ASSIGN_OR_RETURN(const auto row, (database_.query_one<std::int64_t>("SELECT next FROM copied")));
  return row ? std::get<0>(*row) : 1;
}

base::Result<std::int64_t> JournalCopy::take(const JournalPage& page) {
  return database_.transaction([&]() -> base::Result<std::int64_t> {
    ASSIGN_OR_RETURN(
        const auto row,
        (database_.query_one<std::string, std::int64_t>("SELECT journal, next FROM copied")));
    if (!row) return Error{ErrorKind::Corrupt, "the journal's copy does not say whose it is"};
    const auto& [journal, next] = *row;
    const bool begins_anew = journal != page.journal;
    if (begins_anew) {
      RETURN_IF_ERROR(database_.execute("DELETE FROM line"));
    }
    const bool fits = !begins_anew || next == 1;
    if (fits) {
      for (const JournalPageLine& line : page.lines) RETURN_IF_ERROR(insert(line));
    }
    const std::int64_t then = fits ? std::max(next, page.next) : 1;
    RETURN_IF_ERROR(
        database_.execute("UPDATE copied SET journal = ?, next = ?", page.journal, then));
    return then;
  });
}

base::Result<void> JournalCopy::insert(const JournalPageLine& line) {
  const std::string code = code_of(line);
  const int severity = code.empty() ? 0 : code[1] - '0';
  RETURN_IF_ERROR(database_.execute("INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                                    line.number, nanoseconds(line.time), severity, code, line.kind,
                                    line.actor, line.subject, line.fields.dump()));
  return {};
}

base::Result<std::vector<CopiedLine>> JournalCopy::find(const JournalFilter& filter,
                                                        std::int64_t before, std::size_t limit) {
  ASSIGN_OR_RETURN(
      auto rows,
      (database_.query<std::int64_t, std::int64_t, int, std::string, std::string, std::string,
                       std::string, std::string>(
          "SELECT number, time_ns, severity, code, kind, actor, subject, fields FROM line "
          "WHERE number < ?1 AND severity >= ?2 "
          "AND (?3 IS NULL OR time_ns >= ?3) AND (?4 IS NULL OR time_ns < ?4) "
          "AND (?5 IS NULL OR kind = ?5) AND (?6 IS NULL OR actor = ?6) "
          "AND (?7 IS NULL OR subject = ?7) "
          "AND (?8 IS NULL OR instr(lower(kind || char(10) || actor || char(10) || subject || "
          "char(10) || fields), lower(?8)) > 0) "
          "ORDER BY number DESC LIMIT ?9",
          before, static_cast<int>(filter.severity_min), nanoseconds(filter.from),
          nanoseconds(filter.to), filter.kind, filter.actor, filter.subject, filter.text,
          static_cast<std::int64_t>(limit))));
  std::vector<CopiedLine> found;
  for (auto& [number, time_ns, severity, code, kind, actor, subject, fields] : rows) {
    found.push_back({.number = number,
                     .time = base::WallTime{std::chrono::nanoseconds{time_ns}},
                     .kind = std::move(kind),
                     .code = std::move(code),
                     .severity = static_cast<base::Severity>(severity),
                     .actor = std::move(actor),
                     .subject = std::move(subject),
                     .fields = std::move(fields)});
  }
  return found;
}

base::Result<std::vector<std::string>> JournalCopy::kinds() {
  ASSIGN_OR_RETURN(auto rows,
                   (database_.query<std::string>("SELECT DISTINCT kind FROM line ORDER BY kind")));
  std::vector<std::string> names;
  for (auto& [name] : rows) names.push_back(std::move(name));
  return names;
}

}  // namespace appliance
