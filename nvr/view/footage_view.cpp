#include "nvr/view/footage_view.h"

#include <array>
#include <filesystem>
#include <tuple>
#include <utility>

#include "nvr/view/view_changes.h"

namespace nvr {
namespace {

using storage::Database;

constexpr std::int32_t kViewId = 0x43755677;  // "CuVw"
constexpr std::size_t kViewRowsMax = 1'000'000;

storage::DatabaseOptions view_schema() {
  return {.application_id = kViewId,
          .migrations = {{1, R"(
            CREATE TABLE position (one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL)
              STRICT;
            INSERT INTO position VALUES (1, 0);
            CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE cameras (camera TEXT PRIMARY KEY, name TEXT NOT NULL,
              details TEXT NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE states (camera TEXT NOT NULL, stream TEXT NOT NULL, fields TEXT NOT NULL,
              PRIMARY KEY (camera, stream)) STRICT, WITHOUT ROWID;
            CREATE TABLE segments (segment TEXT PRIMARY KEY, camera TEXT NOT NULL,
              stream TEXT NOT NULL, sequence INTEGER NOT NULL, from_ms INTEGER NOT NULL,
              to_ms INTEGER NOT NULL, bytes INTEGER NOT NULL, state TEXT NOT NULL,
              volume TEXT NOT NULL, path TEXT NOT NULL) STRICT, WITHOUT ROWID;
            CREATE INDEX segments_of_stream ON segments (camera, stream, from_ms);
            CREATE INDEX segments_by_time ON segments (from_ms, segment);
            CREATE TABLE spans (camera TEXT NOT NULL, stream TEXT NOT NULL,
              from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, state TEXT NOT NULL,
              reason TEXT NOT NULL, PRIMARY KEY (camera, stream, from_ms)) STRICT, WITHOUT ROWID;
          )"}},
          .rows_max = kViewRowsMax};
}

using SegmentRow = std::tuple<std::string, std::string, std::string, std::int64_t, std::int64_t,
                              std::int64_t, std::int64_t, std::string, std::string, std::string>;

base::Result<ViewedSegment> viewed_segment(const SegmentRow& row) {
  ViewedSegment seen;
  std::string segment;
  std::string camera;
  std::string volume;
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
  std::tie(segment, camera, seen.stream, seen.sequence, from_ms, to_ms, seen.bytes, seen.state,
           volume, seen.path) = row;
  ASSIGN_OR_RETURN(seen.segment, base::parse_id(segment));
  ASSIGN_OR_RETURN(seen.camera, base::parse_id(camera));
  ASSIGN_OR_RETURN(seen.volume, base::parse_id(volume));
  seen.from = time_of_view_ms(from_ms);
  seen.to = time_of_view_ms(to_ms);
  return seen;
}

template <typename... Args>
base::Result<std::vector<ViewedSegment>> query_segments(Database& database, storage::Sql sql,
                                                        const Args&... args) {
  ASSIGN_OR_RETURN(
      const auto rows,
      (database.query<std::string, std::string, std::string, std::int64_t, std::int64_t,
                      std::int64_t, std::int64_t, std::string, std::string, std::string>(sql,
                                                                                         args...)));
  std::vector<ViewedSegment> segments;
  for (const SegmentRow& row : rows) {
    ASSIGN_OR_RETURN(auto segment, viewed_segment(row));
    segments.push_back(std::move(segment));
  }
  return segments;
}

base::Result<std::optional<ViewedSegment>> first_segment(
    base::Result<std::vector<ViewedSegment>> segments) {
  if (!segments) return std::move(segments).error();
  if (segments->empty()) return std::optional<ViewedSegment>{};
  return std::optional{std::move(segments->front())};
}

base::Result<ViewedCamera> viewed_camera(const std::string& camera, const std::string& name,
                                         const std::string& details) {
  ViewedCamera seen;
  ASSIGN_OR_RETURN(seen.camera, base::parse_id(camera));
  ASSIGN_OR_RETURN(seen.details, base::parse_json(details));
  seen.name = name;
  return seen;
}

void remove_view_files(const std::string& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix, ignored);
}

}  // namespace

FootageView::FootageView(Database database) : database_{std::move(database)} {}

base::Result<std::unique_ptr<FootageView>> FootageView::open(const std::string& path) {
  auto database = Database::open(path, view_schema());
  if (!database && database.error().kind != base::ErrorKind::Unavailable) {
    remove_view_files(path);
    database = Database::open(path, view_schema());
  }
  if (!database) return std::move(database).error();
  return std::unique_ptr<FootageView>{new FootageView{*std::move(database)}};
}

std::int64_t FootageView::position() const {
  const auto row = database_.with([](Database& database) {
    return database.query_one<std::int64_t>("SELECT n FROM position");
  });
  return row && *row ? std::get<0>(**row) : 0;
}

base::Result<void> FootageView::reset() {
  return database_.with([](Database& database) {
    return database.transaction([&] { return clear_view(database); });
  });
}

base::Result<void> FootageView::apply(std::span<const base::Json> changes) {
  return database_.with([&](Database& database) {
    return database.transaction([&]() -> base::Result<void> {
      for (const base::Json& change : changes) RETURN_IF_ERROR(apply_change(database, change));
      return {};
    });
  });
}

base::Result<void> FootageView::set_details(const base::Json& cameras) {
  const auto* list = cameras.as_array();
  if (list == nullptr) return base::Error{base::ErrorKind::InvalidInput, "no list of cameras"};
  return database_.with([&](Database& database) {
    return database.transaction([&]() -> base::Result<void> {
      for (const base::Json& camera : *list) RETURN_IF_ERROR(put_details(database, camera));
      return {};
    });
  });
}

base::Result<void> FootageView::forget_camera(const base::Id& camera) {
  RETURN_IF_ERROR(database_.with([&](Database& database) {
    return database.execute("DELETE FROM cameras WHERE camera = ?", base::to_string(camera));
  }));
  return {};
}

base::Result<void> FootageView::set_note(const std::string& key, const base::Json& value) {
  RETURN_IF_ERROR(database_.with([&](Database& database) {
    return database.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", key, value.dump());
  }));
  return {};
}

base::Json FootageView::note(const std::string& key) const {
  const auto row = database_.with([&](Database& database) {
    return database.query_one<std::string>("SELECT value FROM notes WHERE key = ?", key);
  });
  if (!row || !*row) return {};
  auto value = base::parse_json(std::get<0>(**row));
  return value ? *std::move(value) : base::Json{};
}

base::Result<std::vector<ViewedCamera>> FootageView::cameras() const {
  ASSIGN_OR_RETURN(const auto rows, database_.with([](Database& database) {
    return database.query<std::string, std::string, std::string>(
        "SELECT camera, name, details FROM cameras ORDER BY name, camera");
  }));
  std::vector<ViewedCamera> cameras;
  for (const auto& [camera, name, details] : rows) {
    ASSIGN_OR_RETURN(auto seen, viewed_camera(camera, name, details));
    cameras.push_back(std::move(seen));
  }
  return cameras;
}

base::Result<std::optional<ViewedCamera>> FootageView::camera(const base::Id& camera) const {
  ASSIGN_OR_RETURN(const auto row, database_.with([&](Database& database) {
    return database.query_one<std::string, std::string>(
        "SELECT name, details FROM cameras WHERE camera = ?", base::to_string(camera));
  }));
  if (!row) return std::optional<ViewedCamera>{};
  ASSIGN_OR_RETURN(auto seen,
                   viewed_camera(base::to_string(camera), std::get<0>(*row), std::get<1>(*row)));
  return std::optional{std::move(seen)};
}

base::Result<std::vector<ViewedState>> FootageView::states() const {
  ASSIGN_OR_RETURN(const auto rows, database_.with([](Database& database) {
    return database.query<std::string, std::string, std::string>(
        "SELECT camera, stream, fields FROM states");
  }));
  std::vector<ViewedState> states;
  for (const auto& [camera, stream, fields] : rows) {
    ViewedState seen;
    ASSIGN_OR_RETURN(seen.camera, base::parse_id(camera));
    ASSIGN_OR_RETURN(seen.fields, base::parse_json(fields));
    seen.stream = stream;
    states.push_back(std::move(seen));
  }
  return states;
}

base::Result<std::vector<ViewedSpan>> FootageView::spans(const base::Id& camera,
                                                         const std::string& stream,
                                                         const TimeRange& range,
                                                         std::size_t limit) const {
  ASSIGN_OR_RETURN(const auto rows, database_.with([&](Database& database) {
    // Spans do not overlap, so the one before the range is the only one that can reach into it.
    return database.query<std::int64_t, std::int64_t, std::string, std::string>(
        R"(SELECT from_ms, to_ms, state, reason FROM spans
           WHERE camera = ?1 AND stream = ?2 AND from_ms < ?4 AND to_ms > ?3 AND from_ms >=
             coalesce((SELECT max(from_ms) FROM spans
                       WHERE camera = ?1 AND stream = ?2 AND from_ms <= ?3), ?3)
           ORDER BY from_ms LIMIT ?5)",
        base::to_string(camera), stream, view_ms_of(range.from), view_ms_of(range.to),
        static_cast<std::int64_t>(limit));
  }));
  std::vector<ViewedSpan> spans;
  for (const auto& [from_ms, to_ms, state, reason] : rows) {
    spans.push_back({time_of_view_ms(from_ms), time_of_view_ms(to_ms), state, reason});
  }
  return spans;
}

base::Result<std::optional<TimeRange>> FootageView::extent(const base::Id& camera,
                                                           const std::string& stream) const {
  using Maybe = std::optional<std::int64_t>;
  ASSIGN_OR_RETURN(const auto row, database_.with([&](Database& database) {
    return database.query_one<Maybe, Maybe>(
        R"(SELECT min(from_ms), max(to_ms) FROM spans
           WHERE camera = ? AND stream = ? AND state = 'recorded')",
        base::to_string(camera), stream);
  }));
  if (!row || !std::get<0>(*row)) return std::optional<TimeRange>{};
  return std::optional{
      TimeRange{time_of_view_ms(*std::get<0>(*row)), time_of_view_ms(*std::get<1>(*row))}};
}

base::Result<std::vector<ViewedSegment>> FootageView::segments(const base::Id& camera,
                                                               const std::string& stream,
                                                               const TimeRange& range,
                                                               std::size_t limit) const {
  return database_.with([&](Database& database) {
    return query_segments(database,
                          R"(SELECT segment, camera, stream, sequence, from_ms, to_ms, bytes, state,
                               volume, path FROM segments
                             WHERE camera = ? AND stream = ? AND from_ms < ? AND to_ms > ?
                             ORDER BY from_ms, sequence LIMIT ?)",
                          base::to_string(camera), stream, view_ms_of(range.to),
                          view_ms_of(range.from), static_cast<std::int64_t>(limit));
  });
}

base::Result<std::optional<ViewedSegment>> FootageView::segment_before(const base::Id& camera,
                                                                       const std::string& stream,
                                                                       base::WallTime time) const {
  return first_segment(database_.with([&](Database& database) {
    return query_segments(database,
                          R"(SELECT segment, camera, stream, sequence, from_ms, to_ms, bytes, state,
                               volume, path FROM segments
                             WHERE camera = ? AND stream = ? AND from_ms < ?
                             ORDER BY from_ms DESC, sequence DESC LIMIT 1)",
                          base::to_string(camera), stream, view_ms_of(time));
  }));
}

base::Result<std::optional<ViewedSegment>> FootageView::segment(const base::Id& segment) const {
  return first_segment(database_.with([&](Database& database) {
    return query_segments(database,
                          R"(SELECT segment, camera, stream, sequence, from_ms, to_ms, bytes, state,
                               volume, path FROM segments WHERE segment = ?)",
                          base::to_string(segment));
  }));
}

base::Result<std::vector<ViewedSegment>> FootageView::page(const Page& page) const {
  const std::string camera = page.camera ? base::to_string(*page.camera) : "";
  return database_.with([&](Database& database) {
    return query_segments(database,
                          R"(SELECT segment, camera, stream, sequence, from_ms, to_ms, bytes, state,
                               volume, path FROM segments
                             WHERE (?1 = '' OR camera = ?1) AND from_ms < ?2 AND to_ms > ?3
                               AND (from_ms, segment) > (?4, ?5)
                             ORDER BY from_ms, segment LIMIT ?6)",
                          camera, view_ms_of(page.range.to), view_ms_of(page.range.from),
                          view_ms_of(page.after), page.after_segment,
                          static_cast<std::int64_t>(page.limit));
  });
}

}  // namespace nvr
