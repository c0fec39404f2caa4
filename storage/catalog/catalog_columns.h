// How the catalog's rows lie in SQLite: its schema, and rows to values and back. For catalog.cpp
// and catalog_queries.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "storage/catalog/catalog_rows.h"
#include "storage/table/migration.h"

// Literals, because statements are.
#define CUSTODY_SEGMENT_COLUMNS                                                       \
  "id, camera, stream, sequence, day, from_time, to_time, bytes, records, chain_in, " \
  "chain_out, header_digest, state, volume, path, n"
#define CUSTODY_SEGMENT_TYPES                                                                      \
  base::Bytes, base::Bytes, std::int64_t, std::int64_t, std::uint32_t, std::int64_t, std::int64_t, \
      std::int64_t, std::uint32_t, base::Bytes, base::Bytes, base::Bytes, std::int64_t,            \
      base::Bytes, std::string, std::int64_t
#define CUSTODY_SPAN_COLUMNS "camera, stream, from_time, to_time, state, reason, removed, n"
#define CUSTODY_SPAN_TYPES                                                                 \
  base::Bytes, std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::int64_t, bool, \
      std::int64_t

namespace storage {

std::vector<Migration> catalog_schema();

struct SegmentColumns {
  base::Bytes id;
  base::Bytes camera;
  std::int64_t stream;
  std::int64_t sequence;
  std::uint32_t day;
  std::int64_t from;
  std::int64_t to;
  std::int64_t bytes;
  std::uint32_t records;
  base::Bytes chain_in;
  base::Bytes chain_out;
  base::Bytes header_digest;
  std::int64_t state;
  base::Bytes volume;
  std::string path;
  std::int64_t n;
};

struct SpanColumns {
  base::Bytes camera;
  std::int64_t stream;
  std::int64_t from;
  std::int64_t to;
  std::int64_t state;
  std::int64_t reason;
  bool removed;
  std::int64_t n;
};

base::Result<SegmentRow> row_of(const SegmentColumns& columns);
base::Result<SpanRow> row_of(const SpanColumns& columns);

base::Result<base::Id> id_of_column(const base::Bytes& column);
base::Result<Digest> digest_of_column(const base::Bytes& column);

inline base::ByteView bytes_of_id(const base::Id& id) {
  return id.bytes;
}
// Whatever a file claims stays within what SQLite can hold and order.
std::int64_t column_of(std::uint64_t number);
inline std::int64_t column_of(base::Ticks time) {
  return column_of(time.count);
}
inline std::int64_t column_of(StreamId stream) {
  return static_cast<std::uint16_t>(stream);
}

}  // namespace storage
