#include "storage/catalog/catalog_columns.h"

#include <algorithm>
#include <limits>

namespace storage {
namespace {

template <typename Array>
base::Result<void> fill_from_column(Array& array, const base::Bytes& column) {
  if (column.size() != array.size()) return corrupt("the catalog holds a value of another size");
  std::ranges::copy(column, array.begin());
  return {};
}

std::uint64_t number_of_column(std::int64_t column) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(column, 0));
}

base::Ticks time_of_column(std::int64_t column) {
  return {number_of_column(column)};
}

}  // namespace

std::vector<Migration> catalog_schema() {
  return {{1,
           "CREATE TABLE counter(epoch BLOB NOT NULL, n INTEGER NOT NULL, floor INTEGER NOT NULL)"
           "  STRICT;"
           "CREATE TABLE segment(id BLOB NOT NULL PRIMARY KEY, camera BLOB NOT NULL,"
           "  stream INTEGER NOT NULL, sequence INTEGER NOT NULL, day INTEGER NOT NULL,"
           "  from_time INTEGER NOT NULL, to_time INTEGER NOT NULL, bytes INTEGER NOT NULL,"
           "  records INTEGER NOT NULL, chain_in BLOB NOT NULL, chain_out BLOB NOT NULL,"
           "  header_digest BLOB NOT NULL, state INTEGER NOT NULL, volume BLOB NOT NULL,"
           "  path TEXT NOT NULL, n INTEGER NOT NULL) STRICT;"
           "CREATE INDEX segment_n ON segment(n);"
           "CREATE INDEX segment_day ON segment(day);"
           "CREATE INDEX segment_time ON segment(camera, stream, from_time) WHERE state <> 4;"
           "CREATE INDEX segment_open ON segment(camera, stream, sequence) WHERE state = 1;"
           "CREATE INDEX segment_age ON segment(volume, from_time) WHERE state IN (2, 3);"
           "CREATE TABLE span(camera BLOB NOT NULL, stream INTEGER NOT NULL,"
           "  from_time INTEGER NOT NULL, to_time INTEGER NOT NULL, state INTEGER NOT NULL,"
           "  reason INTEGER NOT NULL, removed INTEGER NOT NULL, n INTEGER NOT NULL,"
           "  PRIMARY KEY(camera, stream, from_time)) STRICT, WITHOUT ROWID;"
           "CREATE INDEX span_n ON span(n);"
           "CREATE INDEX span_end ON span(camera, stream, to_time);"
           "CREATE TABLE entry(kind TEXT NOT NULL, key TEXT NOT NULL, fields TEXT NOT NULL,"
           "  removed INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(kind, key)) STRICT;"
           "CREATE INDEX entry_n ON entry(n);"
           "CREATE TABLE head(camera BLOB NOT NULL, stream INTEGER NOT NULL,"
           "  sequence INTEGER NOT NULL, chain_out BLOB NOT NULL, segment BLOB NOT NULL,"
           "  number INTEGER NOT NULL, how INTEGER NOT NULL, PRIMARY KEY(camera, stream)) STRICT"}};
}

base::Result<base::Id> id_of_column(const base::Bytes& column) {
  base::Id id;
  RETURN_IF_ERROR(fill_from_column(id.bytes, column));
  return id;
}

base::Result<Digest> digest_of_column(const base::Bytes& column) {
  Digest digest{};
  RETURN_IF_ERROR(fill_from_column(digest, column));
  return digest;
}

std::int64_t column_of(std::uint64_t number) {
  constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(number, kMax));
}

base::Result<SegmentRow> row_of(const SegmentColumns& columns) {
  SegmentRow row;
  SegmentFacts& facts = row.facts;
  RETURN_IF_ERROR(fill_from_column(facts.segment.bytes, columns.id));
  RETURN_IF_ERROR(fill_from_column(facts.camera.bytes, columns.camera));
  facts.stream = static_cast<StreamId>(columns.stream);
  facts.sequence = number_of_column(columns.sequence);
  facts.day = columns.day;
  facts.from = time_of_column(columns.from);
  facts.to = time_of_column(columns.to);
  facts.bytes = number_of_column(columns.bytes);
  facts.records = columns.records;
  RETURN_IF_ERROR(fill_from_column(facts.chain_in, columns.chain_in));
  RETURN_IF_ERROR(fill_from_column(facts.chain_out, columns.chain_out));
  RETURN_IF_ERROR(fill_from_column(facts.header_digest, columns.header_digest));
  row.state = static_cast<RowState>(columns.state);
  RETURN_IF_ERROR(fill_from_column(row.volume.bytes, columns.volume));
  row.path = columns.path;
  return row;
}

base::Result<SpanRow> row_of(const SpanColumns& columns) {
  SpanRow row{
      .stream = static_cast<StreamId>(columns.stream),
      .span = {time_of_column(columns.from), time_of_column(columns.to),
               static_cast<CoverageState>(columns.state), static_cast<GapReason>(columns.reason)},
      .removed = columns.removed};
  RETURN_IF_ERROR(fill_from_column(row.camera.bytes, columns.camera));
  return row;
}

}  // namespace storage
