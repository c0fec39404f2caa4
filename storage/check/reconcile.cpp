#include "storage/check/reconcile.h"

#include <algorithm>
#include <optional>
#include <set>

#include "storage/chain/chain_line_format.h"
#include "storage/chain/signed_log.h"
#include "storage/segment/segment_reader.h"
#include "storage/volume/archive_paths.h"

namespace storage {
namespace {

std::vector<std::string> paths_of(std::span<const Volume> volumes) {
  std::vector<std::string> paths;
  for (const Volume& volume : volumes) paths.push_back(volume.path());
  return paths;
}

StreamHead head_after(const SegmentFacts& facts, bool final) {
  return {.sequence = facts.sequence,
          .chain_out = facts.chain_out,
          .predecessor = {.segment = facts.segment,
                          .number = facts.records,
                          .how = final ? PredecessorEnd::Final : PredecessorEnd::AuthenticPrefix}};
}

// Of whom no segment is left, its tombstones and dropped lines know the furthest.
void advance_by_line(const ReadLine& line, std::map<StreamId, StreamHead>& heads) {
  StreamHead said;
  StreamId stream = StreamId::Main;
  if (line.header.kind == static_cast<std::uint8_t>(ChainLine::Tombstone)) {
    const auto tombstone = parse_tombstone(line.body);
    if (!tombstone) return;
    stream = tombstone->stream;
    said = {tombstone->sequence,
            tombstone->chain_out,
            {tombstone->segment, tombstone->records,
             tombstone->state == SegmentState::Final ? PredecessorEnd::Final
                                                     : PredecessorEnd::AuthenticPrefix}};
  } else if (line.header.kind == static_cast<std::uint8_t>(ChainLine::Dropped)) {
    const auto dropped = parse_dropped(line.body);
    if (!dropped) return;
    stream = dropped->stream;
    said = {dropped->sequence, dropped->chain_out, {{}, 0, PredecessorEnd::AuthenticPrefix}};
  }
  StreamHead& head = heads[stream];
  if (said.sequence > head.sequence) head = said;
}

}  // namespace

Reconciler::Reconciler(base::FileSystem& files, std::span<const Volume> volumes, Catalog& catalog)
    : files_{files}, volumes_{volumes}, paths_{paths_of(volumes)}, catalog_{catalog} {}

std::string Reconciler::full_path(const FoundSegment& segment) const {
  return joined(paths_[segment.volume], segment.path);
}

bool Reconciler::is_stub(const FoundSegment& segment) const {
  const auto stub = never_began(files_, full_path(segment));
  return stub && *stub;
}

base::Result<void> Reconciler::heads() {
  ASSIGN_OR_RETURN(const base::Day newest, catalog_.newest_day());
  // Segments are catalogued within seconds, so what is not known is from the last days.
  ASSIGN_OR_RETURN(const FoundArchive found,
                   scan_archive(files_, paths_, newest > 1 ? newest - 1 : 0));
  for (const auto& [camera, days] : found.chain_logs) {
    RETURN_IF_ERROR(settle_from_logs(camera, days));
  }
  for (const auto& [stream, segments] : found.segments) {
    auto last = segments.rbegin();
    while (last != segments.rend() && is_stub(*last)) ++last;
    if (last != segments.rend()) RETURN_IF_ERROR(settle_head(stream, *last));
  }
  return list_work(found);
}

// Only for streams that a new catalog knows nothing of.
base::Result<void> Reconciler::settle_from_logs(const base::Id& camera,
                                                const std::vector<base::Day>& days) {
  ASSIGN_OR_RETURN(const auto known, catalog_.streams());
  if (std::ranges::count(known, camera, &StreamKey::camera) > 0) return {};
  std::map<StreamId, StreamHead> heads;
  for (const base::Day day : days) {
    const auto reading =
        read_signed_log(files_, existing_copies(files_, paths_, chain_log_path(camera, day)));
    if (!reading) continue;
    for (const ReadLine& line : reading->lines) advance_by_line(line, heads);
  }
  for (const auto& [stream, head] : heads) {
    RETURN_IF_ERROR(catalog_.set_head({camera, stream}, head));
  }
  return {};
}

base::Result<void> Reconciler::settle_head(const StreamKey& stream, const FoundSegment& last) {
  ASSIGN_OR_RETURN(const auto known, catalog_.head(stream));
  if (known && known->sequence > last.name.sequence) {
    // Further than any file: what it says is gone by order, or never became durable.
    ASSIGN_OR_RETURN(const auto row, catalog_.segment(known->predecessor.segment));
    if (!row || row->state != RowState::Open) return {};
  } else if (known && known->predecessor.segment == last.name.segment) {
    ASSIGN_OR_RETURN(const auto row, catalog_.segment(last.name.segment));
    if (row && row->state != RowState::Open) return {};
  }
  // What only the page cache has may be gone after the next power cut, and the chain with it.
  const std::string path = full_path(last);
  ASSIGN_OR_RETURN(const auto file, files_.open_append(path));
  RETURN_IF_ERROR(file->sync());
  RETURN_IF_ERROR(files_.sync_directory(base::parent_directory(path)));
  auto reader = SegmentReader::open(files_, path);
  auto contents = reader ? reader->records() : base::Result<SegmentContents>{reader.error()};
  if (!contents) {
    // The chain cannot go on from it, but its number is taken.
    StreamHead head = known.value_or(StreamHead{});
    head.sequence = std::max(head.sequence, last.name.sequence);
    head.predecessor.how = PredecessorEnd::LastCheckpoint;
    return catalog_.set_head(stream, head);
  }
  return catalog_.set_head(stream, head_after(contents->facts, contents->end == SegmentEnd::Final));
}

base::Result<void> Reconciler::list_work(const FoundArchive& found) {
  std::set<base::Id> listed;
  for (const auto& [stream, segments] : found.segments) {
    for (const FoundSegment& segment : segments) {
      listed.insert(segment.name.segment);
      ASSIGN_OR_RETURN(const auto row, catalog_.segment(segment.name.segment));
      if ((!row || row->state == RowState::Open) && !is_stub(segment)) todo_.push_back(segment);
    }
  }
  ASSIGN_OR_RETURN(const auto open, catalog_.open_segments());
  for (const SegmentRow& row : open) {
    if (listed.contains(row.facts.segment)) continue;
    RETURN_IF_ERROR(take_missing(row));
  }
  return {};
}

// Open when the last run ended, and not in the folders of the last days.
base::Result<void> Reconciler::take_missing(const SegmentRow& row) {
  for (std::size_t i = 0; i < volumes_.size(); ++i) {
    if (volumes_[i].id() != row.volume) continue;
    const SegmentFacts& facts = row.facts;
    if (!files_.stat(joined(paths_[i], row.path))) return catalog_.remove_segment(facts.segment);
    todo_.push_back({{facts.stream, facts.sequence, facts.segment}, i, facts.day, row.path});
  }
  return {};
}

base::Result<bool> Reconciler::step() {
  if (todo_.empty()) return false;
  const FoundSegment found = std::move(todo_.front());
  todo_.pop_front();
  auto reader = SegmentReader::open(files_, full_path(found));
  auto contents = reader ? reader->records() : base::Result<SegmentContents>{reader.error()};
  if (!contents) {
    ++unreadable_;
    return true;
  }
  const SegmentUpdate update{
      .row = {.facts = contents->facts,
              .state =
                  contents->end == SegmentEnd::Final ? RowState::Final : RowState::Unterminated,
              .volume = volumes_[found.volume].id(),
              .path = found.path},
      .spans = std::move(contents->spans)};
  RETURN_IF_ERROR(catalog_.apply({&update, 1}));
  return true;
}

base::Result<std::uint64_t> rebuild_catalog(base::FileSystem& files,
                                            std::span<const Volume> volumes, Catalog& catalog) {
  Reconciler reconciler{files, volumes, catalog};
  RETURN_IF_ERROR(reconciler.heads());
  const std::uint64_t segments = reconciler.left();
  while (true) {
    ASSIGN_OR_RETURN(const bool more, reconciler.step());
    if (!more) return segments - reconciler.unreadable();
  }
}

}  // namespace storage
