#include <algorithm>
#include <chrono>

#include "storage/catalog/catalog.h"
#include "storage/catalog/catalog_columns.h"

namespace storage {
namespace {

// No segment lasts longer: a range touches none that began further before it.
constexpr auto kBeforeRange = std::chrono::duration_cast<base::TickDuration>(std::chrono::hours{1});

base::Result<std::vector<SegmentRow>> rows_of(base::Result<std::vector<SegmentColumns>> found) {
  if (!found) return std::move(found).error();
  std::vector<SegmentRow> rows;
  for (const SegmentColumns& columns : *found) {
    ASSIGN_OR_RETURN(rows.emplace_back(), row_of(columns));
  }
  return rows;
}

std::int64_t at_most(std::size_t limit) {
  return static_cast<std::int64_t>(std::min<std::size_t>(limit, 1U << 30));
}

}  // namespace

base::Result<std::optional<StreamHead>> Catalog::head(const StreamKey& stream) {
  ASSIGN_OR_RETURN(
      const auto row,
      (database_.query_one<std::int64_t, base::Bytes, base::Bytes, std::int64_t, std::int64_t>(
          "SELECT sequence, chain_out, segment, number, how FROM head"
          " WHERE camera = ? AND stream = ?",
          bytes_of_id(stream.camera), column_of(stream.stream))));
  if (!row) return std::optional<StreamHead>{};
  const auto& [sequence, chain_out, segment, number, how] = *row;
  StreamHead head{.sequence = static_cast<std::uint64_t>(sequence)};
  ASSIGN_OR_RETURN(head.chain_out, digest_of_column(chain_out));
  ASSIGN_OR_RETURN(head.predecessor.segment, id_of_column(segment));
  head.predecessor.number = static_cast<std::uint64_t>(number);
  head.predecessor.how = static_cast<PredecessorEnd>(how);
  return std::optional{head};
}

base::Result<void> Catalog::set_head(const StreamKey& stream, const StreamHead& head) {
  RETURN_IF_ERROR(database_.execute(
      "INSERT OR REPLACE INTO head(camera, stream, sequence, chain_out, segment, number, how)"
      " VALUES(?, ?, ?, ?, ?, ?, ?)",
      bytes_of_id(stream.camera), column_of(stream.stream), column_of(head.sequence),
      base::ByteView{head.chain_out}, bytes_of_id(head.predecessor.segment),
      column_of(head.predecessor.number),
      std::int64_t{static_cast<std::uint8_t>(head.predecessor.how)}));
  return {};
}

base::Result<std::optional<SegmentRow>> Catalog::segment(const base::Id& segment) {
  ASSIGN_OR_RETURN(auto rows, rows_of(database_.query_as<SegmentColumns, CUSTODY_SEGMENT_TYPES>(
                                  "SELECT " CUSTODY_SEGMENT_COLUMNS " FROM segment WHERE id = ?",
                                  bytes_of_id(segment))));
  if (rows.empty()) return std::optional<SegmentRow>{};
  return std::optional{std::move(rows.front())};
}

base::Result<std::vector<SegmentRow>> Catalog::open_segments() {
  return rows_of(database_.query_as<SegmentColumns, CUSTODY_SEGMENT_TYPES>(
      "SELECT " CUSTODY_SEGMENT_COLUMNS
      " FROM segment WHERE state = 1"
      " ORDER BY camera, stream, sequence"));
}

base::Result<std::vector<SegmentRow>> Catalog::segments(const StreamKey& stream, base::Ticks from,
                                                        base::Ticks to, std::uint64_t sequence,
                                                        std::size_t limit) {
  const base::Ticks earliest{from.count - std::min(from.count, kBeforeRange.count())};
  return rows_of(database_.query_as<SegmentColumns, CUSTODY_SEGMENT_TYPES>(
      "SELECT " CUSTODY_SEGMENT_COLUMNS
      " FROM segment"
      " WHERE camera = ? AND stream = ? AND from_time >= ? AND from_time < ? AND to_time > ?"
      " AND sequence >= ? AND state <> 4 ORDER BY from_time, sequence LIMIT ?",
      bytes_of_id(stream.camera), column_of(stream.stream), column_of(earliest), column_of(to),
      column_of(from), column_of(sequence), at_most(limit)));
}

base::Result<std::vector<SegmentRow>> Catalog::oldest(const base::Id& volume, std::size_t limit) {
  return rows_of(database_.query_as<SegmentColumns, CUSTODY_SEGMENT_TYPES>(
      "SELECT " CUSTODY_SEGMENT_COLUMNS
      " FROM segment"
      " WHERE volume = ? AND state IN (2, 3) ORDER BY from_time LIMIT ?",
      bytes_of_id(volume), at_most(limit)));
}

// Runs do not overlap, so they end in the order they begin: the index over their ends leads to the
// first one, and the sign keeps SQLite from starting at the first run of all.
base::Result<Coverage> Catalog::coverage(const StreamKey& stream, base::Ticks from,
                                         base::Ticks to) {
  ASSIGN_OR_RETURN(
      const auto rows,
      (database_.query<std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
          "SELECT from_time, to_time, state, reason FROM span"
          " WHERE camera = ? AND stream = ? AND to_time >= ? AND +from_time <= ?"
          " AND removed = 0 ORDER BY to_time",
          bytes_of_id(stream.camera), column_of(stream.stream), column_of(from), column_of(to))));
  Coverage runs;
  for (const auto& [run_from, run_to, state, reason] : rows) {
    runs.push_back({{static_cast<std::uint64_t>(run_from)},
                    {static_cast<std::uint64_t>(run_to)},
                    static_cast<CoverageState>(state),
                    static_cast<GapReason>(reason)});
  }
  return runs;
}

base::Result<std::vector<StreamKey>> Catalog::streams() {
  ASSIGN_OR_RETURN(const auto rows,
                   (database_.query<base::Bytes, std::int64_t>(
                       "SELECT camera, stream FROM head ORDER BY camera, stream")));
  std::vector<StreamKey> streams;
  for (const auto& [camera, stream] : rows) {
    ASSIGN_OR_RETURN(const base::Id id, id_of_column(camera));
    streams.push_back({id, static_cast<StreamId>(stream)});
  }
  return streams;
}

base::Result<base::Day> Catalog::newest_day() {
  ASSIGN_OR_RETURN(
      const auto row,
      (database_.query_one<std::optional<std::uint32_t>>("SELECT max(day) FROM segment")));
  return row ? std::get<0>(*row).value_or(0) : 0;
}

}  // namespace storage
