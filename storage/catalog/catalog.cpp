#include "storage/catalog/catalog.h"

#include <algorithm>
#include <chrono>

#include "storage/catalog/catalog_columns.h"

namespace storage {
namespace {

constexpr std::int32_t kCatalogApplication = 0x43757363;  // "Cusc"
constexpr std::size_t kCatalogRowsMax = 2'000'000;
constexpr base::Ticks kForever{std::uint64_t{1} << 62};

}  // namespace

base::Result<Catalog> Catalog::open(const std::string& path, const base::Id& new_epoch,
                                    const Options& options) {
  ASSIGN_OR_RETURN(Database database, Database::open(path, {.application_id = kCatalogApplication,
                                                            .migrations = catalog_schema(),
                                                            .rows_max = kCatalogRowsMax}));
  Catalog catalog{std::move(database), options};
  RETURN_IF_ERROR(catalog.load(new_epoch));
  return catalog;
}

base::Result<void> Catalog::load(const base::Id& new_epoch) {
  ASSIGN_OR_RETURN(const auto row, (database_.query_one<base::Bytes, std::int64_t, std::int64_t>(
                                       "SELECT epoch, n, floor FROM counter")));
  if (row) {
    const auto& [epoch, n, floor] = *row;
    ASSIGN_OR_RETURN(epoch_, id_of_column(epoch));
    n_ = static_cast<std::uint64_t>(n);
    floor_ = static_cast<std::uint64_t>(floor);
    return {};
  }
  const auto made =
      std::chrono::duration_cast<std::chrono::microseconds>(options_.made.time_since_epoch());
  epoch_ = new_epoch;
  n_ = static_cast<std::uint64_t>(std::max<std::int64_t>(made.count(), 1));
  floor_ = n_;
  RETURN_IF_ERROR(database_.execute("INSERT INTO counter(epoch, n, floor) VALUES(?, ?, ?)",
                                    bytes_of_id(epoch_), column_of(n_), column_of(floor_)));
  return {};
}

// What `function` changes, and the counter, in one transaction.
template <typename Function>
base::Result<void> Catalog::change(const Function& function) {
  return database_.transaction([&]() -> base::Result<void> {
    RETURN_IF_ERROR(function());
    RETURN_IF_ERROR(forget_removed());
    RETURN_IF_ERROR(
        database_.execute("UPDATE counter SET n = ?, floor = ?", column_of(n_), column_of(floor_)));
    return {};
  });
}

base::Result<void> Catalog::forget_removed() {
  if (n_ - std::max(forgotten_, floor_) < options_.removed_kept + options_.removed_kept / 8) {
    return {};
  }
  const std::uint64_t up_to = n_ - options_.removed_kept;
  RETURN_IF_ERROR(
      database_.execute("DELETE FROM segment WHERE state = 4 AND n <= ?", column_of(up_to)));
  RETURN_IF_ERROR(
      database_.execute("DELETE FROM span WHERE removed = 1 AND n <= ?", column_of(up_to)));
  RETURN_IF_ERROR(
      database_.execute("DELETE FROM entry WHERE removed = 1 AND n <= ?", column_of(up_to)));
  floor_ = up_to;
  forgotten_ = up_to;
  return {};
}

base::Result<std::vector<Change>> Catalog::changes_after(std::uint64_t n, std::size_t limit) {
  const auto most = static_cast<std::int64_t>(std::min(limit, kCatalogRowsMax));
  ASSIGN_OR_RETURN(const auto segments, (database_.query_as<SegmentColumns, CUSTODY_SEGMENT_TYPES>(
                                            "SELECT " CUSTODY_SEGMENT_COLUMNS
                                            " FROM segment WHERE n > ? ORDER BY n LIMIT ?",
                                            column_of(n), most)));
  ASSIGN_OR_RETURN(const auto spans,
                   (database_.query_as<SpanColumns, CUSTODY_SPAN_TYPES>(
                       "SELECT " CUSTODY_SPAN_COLUMNS " FROM span WHERE n > ? ORDER BY n LIMIT ?",
                       column_of(n), most)));
  ASSIGN_OR_RETURN(
      const auto entries,
      (database_.query<std::string, std::string, std::string, bool, std::int64_t>(
          "SELECT kind, key, fields, removed, n FROM entry WHERE n > ? ORDER BY n LIMIT ?",
          column_of(n), most)));
  std::vector<Change> changes;
  for (const SegmentColumns& columns : segments) {
    ASSIGN_OR_RETURN(SegmentRow row, row_of(columns));
    changes.push_back({static_cast<std::uint64_t>(columns.n), std::move(row)});
  }
  for (const SpanColumns& columns : spans) {
    ASSIGN_OR_RETURN(const SpanRow row, row_of(columns));
    changes.push_back({static_cast<std::uint64_t>(columns.n), row});
  }
  for (const auto& [kind, key, fields, removed, number] : entries) {
    ASSIGN_OR_RETURN(base::Json json, base::parse_json(fields));
    changes.push_back(
        {static_cast<std::uint64_t>(number), EntryRow{kind, key, std::move(json), removed}});
  }
  std::ranges::sort(changes, {}, &Change::n);
  if (changes.size() > limit) changes.resize(limit);
  return changes;
}

base::Result<void> Catalog::apply(std::span<const SegmentUpdate> updates) {
  if (updates.empty()) return {};
  return change([&]() -> base::Result<void> {
    for (const SegmentUpdate& update : updates) {
      RETURN_IF_ERROR(put_segment(update.row));
      const StreamKey stream{update.row.facts.camera, update.row.facts.stream};
      for (const Span& span : update.spans) RETURN_IF_ERROR(paint(stream, span));
    }
    return {};
  });
}

base::Result<void> Catalog::add_span(const StreamKey& stream, const Span& span) {
  return change([&] { return paint(stream, span); });
}

base::Result<void> Catalog::remove_segment(const base::Id& segment) {
  ASSIGN_OR_RETURN(const auto row, this->segment(segment));
  if (!row || row->state == RowState::Removed) return {};
  const StreamKey stream{row->facts.camera, row->facts.stream};
  return change([&]() -> base::Result<void> {
    RETURN_IF_ERROR(database_.execute("UPDATE segment SET state = 4, n = ? WHERE id = ?",
                                      column_of(++n_), bytes_of_id(segment)));
    RETURN_IF_ERROR(erase(stream, row->facts.from, row->facts.to));
    // Gaps that its predecessors explained go with the last of them.
    ASSIGN_OR_RETURN(const base::Ticks first, first_time(stream));
    return erase(stream, {}, first);
  });
}

base::Result<void> Catalog::put_segment(const SegmentRow& row) {
  const SegmentFacts& facts = row.facts;
  RETURN_IF_ERROR(database_.execute(
      "INSERT OR REPLACE INTO segment(" CUSTODY_SEGMENT_COLUMNS
      ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      bytes_of_id(facts.segment), bytes_of_id(facts.camera),
      std::int64_t{static_cast<std::uint16_t>(facts.stream)}, column_of(facts.sequence),
      std::int64_t{facts.day}, column_of(facts.from), column_of(facts.to), column_of(facts.bytes),
      std::int64_t{facts.records}, base::ByteView{facts.chain_in}, base::ByteView{facts.chain_out},
      base::ByteView{facts.header_digest}, std::int64_t{static_cast<std::uint8_t>(row.state)},
      bytes_of_id(row.volume), row.path, column_of(++n_)));
  return advance_head(row);
}

base::Result<void> Catalog::advance_head(const SegmentRow& row) {
  const SegmentFacts& facts = row.facts;
  const StreamKey stream{facts.camera, facts.stream};
  ASSIGN_OR_RETURN(const auto known, head(stream));
  if (known && known->sequence > facts.sequence) return {};
  return set_head(stream, {.sequence = facts.sequence,
                           .chain_out = facts.chain_out,
                           .predecessor = {.segment = facts.segment,
                                           .number = facts.records,
                                           .how = row.state == RowState::Final
                                                      ? PredecessorEnd::Final
                                                      : PredecessorEnd::AuthenticPrefix}});
}

base::Result<base::Ticks> Catalog::first_time(const StreamKey& stream) {
  ASSIGN_OR_RETURN(const auto row, (database_.query_one<std::optional<std::int64_t>>(
                                       "SELECT min(from_time) FROM segment"
                                       " WHERE camera = ? AND stream = ? AND state <> 4",
                                       bytes_of_id(stream.camera), column_of(stream.stream))));
  const auto first = row ? std::get<0>(*row) : std::nullopt;
  return first ? base::Ticks{static_cast<std::uint64_t>(*first)} : kForever;
}

// Time before the oldest segment is no segment's business: it goes when they go.
base::Result<void> Catalog::paint(const StreamKey& stream, Span span) {
  ASSIGN_OR_RETURN(const base::Ticks first, first_time(stream));
  span.from = std::max(span.from, first);
  span.to = std::min(span.to, kForever);
  if (span.to <= span.from) return {};
  const std::uint64_t join = kCoverageJoin.count();
  ASSIGN_OR_RETURN(const Coverage before,
                   coverage(stream, {span.from.count - std::min(span.from.count, join)},
                            {span.to.count + join}));
  return replace(stream, before, with_span(before, span));
}

base::Result<void> Catalog::erase(const StreamKey& stream, base::Ticks from, base::Ticks to) {
  ASSIGN_OR_RETURN(const Coverage before, coverage(stream, from, to));
  return replace(stream, before, without(before, from, to));
}

// Removals first: a follower may tell two runs apart by less than we do.
base::Result<void> Catalog::replace(const StreamKey& stream, const Coverage& before,
                                    const Coverage& after) {
  for (const Span& run : before) {
    const bool stays = std::ranges::count(after, run.from, &Span::from) > 0;
    if (!stays) RETURN_IF_ERROR(put_run(stream, run, true));
  }
  for (const Span& run : after) {
    if (std::ranges::count(before, run) == 0) RETURN_IF_ERROR(put_run(stream, run, false));
  }
  return {};
}

base::Result<void> Catalog::put_run(const StreamKey& stream, const Span& span, bool removed) {
  RETURN_IF_ERROR(database_.execute(
      "INSERT OR REPLACE INTO span(" CUSTODY_SPAN_COLUMNS ") VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
      bytes_of_id(stream.camera), column_of(stream.stream), column_of(span.from),
      column_of(span.to), std::int64_t{static_cast<std::uint8_t>(span.state)},
      std::int64_t{static_cast<std::uint8_t>(span.reason)}, removed, column_of(++n_)));
  return {};
}

base::Result<void> Catalog::put_entry(std::string_view kind, std::string_view key,
                                      const base::Json& fields) {
  return change([&]() -> base::Result<void> {
    RETURN_IF_ERROR(database_.execute(
        "INSERT OR REPLACE INTO entry(kind, key, fields, removed, n) VALUES(?, ?, ?, 0, ?)", kind,
        key, fields.dump(), column_of(++n_)));
    return {};
  });
}

base::Result<void> Catalog::remove_entry(std::string_view kind, std::string_view key) {
  return change([&]() -> base::Result<void> {
    RETURN_IF_ERROR(database_.execute(
        "UPDATE entry SET removed = 1, n = ? WHERE kind = ? AND key = ? AND removed = 0",
        column_of(++n_), kind, key));
    return {};
  });
}

}  // namespace storage
