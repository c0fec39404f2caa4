#include <algorithm>
#include <utility>

#include "storage/check/check_run.h"
#include "storage/segment/segment_reader.h"
#include "storage/volume/archive_paths.h"

namespace storage {
namespace {

// One stream of one camera, from its first sequence number to its last.
class StreamCheck {
 public:
  StreamCheck(CheckRun& run, const StreamKey& stream, const GoneSegments& gone)
      : run_{run}, stream_{stream}, gone_{gone} {
    if (!gone.dropped) return;
    next_sequence_ = gone.dropped->sequence + 1;
    chain_ = gone.dropped->chain_out;
  }

  void run(const std::vector<FoundSegment>& segments) {
    auto tombstone = gone_.tombstones.lower_bound(next_sequence_);
    for (auto segment = segments.begin(); segment != segments.end(); ++segment) {
      const std::uint64_t sequence = segment->name.sequence;
      for (; tombstone != gone_.tombstones.end() && tombstone->first <= sequence; ++tombstone) {
        // After a crash between tombstone and unlink the file is still there, and counts.
        if (tombstone->first < sequence) take_tombstone(tombstone->second);
      }
      const auto next = std::next(segment);
      take_segment(*segment, next == segments.end() ? nullptr : &*next);
      count_segment();
    }
    for (; tombstone != gone_.tombstones.end(); ++tombstone) take_tombstone(tombstone->second);
  }

 private:
  Finding finding(FindingKind kind, std::uint64_t sequence, std::string text) const {
    Finding made{.kind = kind, .stream = stream_, .sequence = sequence};
    made.text = std::move(text);
    return made;
  }

  void count_segment() {
    ++run_.progress.segments_done;
    run_.progress.bytes_done = run_.result.bytes;
    if (run_.callbacks.progress) run_.callbacks.progress(run_.progress);
  }

  void report_segment(const SegmentReport& report) {
    if (run_.callbacks.segment) run_.callbacks.segment(report);
  }

  // False when the number was seen already.
  bool expect(std::uint64_t sequence) {
    if (sequence < next_sequence_) return false;
    if (sequence > next_sequence_) {
      const std::uint64_t missing = sequence - next_sequence_;
      report_segment(
          {.stream = stream_, .sequence = next_sequence_, .status = SegmentStatus::Missing});
      run_.report(finding(FindingKind::Missing, next_sequence_,
                          std::to_string(missing) + " segments without file or tombstone"));
      chain_.reset();
    } else if (sequence == 1) {
      chain_ = Digest{};
    }
    next_sequence_ = sequence + 1;
    return true;
  }

  void expect_chain(const Digest& chain_in, Finding made) {
    if (!chain_ || *chain_ == chain_in) return;
    made.kind = FindingKind::NotContinued;
    made.text = "does not continue the chain of the one before it";
    run_.report(made);
  }

  void take_tombstone(const Tombstone& tombstone) {
    if (!expect(tombstone.sequence)) return;
    ++run_.result.removed;
    Finding made = finding(FindingKind::NotContinued, tombstone.sequence, {});
    made.segment = tombstone.segment;
    expect_chain(tombstone.chain_in, made);
    chain_ = tombstone.chain_out;
    report_segment({.stream = stream_,
                    .sequence = tombstone.sequence,
                    .segment = tombstone.segment,
                    .status = SegmentStatus::Removed,
                    .bytes = tombstone.disk_bytes,
                    .records = tombstone.records,
                    .from = tombstone.from,
                    .to = tombstone.to});
  }

  void take_segment(const FoundSegment& found, const FoundSegment* next);
  void take_unreadable(const FoundSegment& found, const base::Error& error);
  void take_contents(const FoundSegment& found, SegmentReader& reader, SegmentContents contents,
                     const FoundSegment* next);
  void check_header(const FoundSegment& found, const SegmentHeader& header, const Finding& start);
  std::optional<Digest> chain_wanted_by(std::uint64_t sequence, const FoundSegment* next) const;
  base::Result<SegmentContents> examine(SegmentReader& reader) const;
  std::string path_of(const FoundSegment& found) const {
    return joined(run_.volumes[found.volume], found.path);
  }

  CheckRun& run_;
  StreamKey stream_;
  const GoneSegments& gone_;
  std::uint64_t next_sequence_ = 1;
  std::optional<Digest> chain_;  // out of the one before; none when that cannot be known
};

void StreamCheck::take_segment(const FoundSegment& found, const FoundSegment* next) {
  auto reader = SegmentReader::open(run_.files, path_of(found));
  if (!reader && reader.error().kind == base::ErrorKind::NotFound) {
    // It may have expired since it was listed.
    const GoneSegments now = tombstones_of_day(run_, stream_, found.day);
    const auto tombstone = now.tombstones.find(found.name.sequence);
    if (tombstone != now.tombstones.end()) take_tombstone(tombstone->second);
    return;
  }
  if (!reader) {
    take_unreadable(found, reader.error());
    return;
  }
  auto contents = examine(*reader);
  if (!contents) {
    take_unreadable(found, contents.error());
    return;
  }
  take_contents(found, *reader, *std::move(contents), next);
}

void StreamCheck::take_unreadable(const FoundSegment& found, const base::Error& error) {
  const auto stub = never_began(run_.files, path_of(found));
  if (stub && *stub) {
    Finding made = finding(FindingKind::NeverBegan, found.name.sequence, "holds nothing");
    made.path = found.path;
    run_.report(made);
    return;
  }
  const bool counts = expect(found.name.sequence);
  FindingKind kind = FindingKind::Unreadable;
  SegmentStatus status = SegmentStatus::Unreadable;
  if (error.kind == base::ErrorKind::InvalidInput) kind = FindingKind::UnknownFormat;
  if (error.kind == base::ErrorKind::Corrupt) {
    kind = FindingKind::Altered;
    status = SegmentStatus::Altered;
  }
  Finding made = finding(kind, found.name.sequence, error.message);
  made.segment = found.name.segment;
  made.path = found.path;
  run_.report(made);
  if (!counts) return;
  ++run_.result.segments;
  chain_.reset();
  report_segment({.stream = stream_,
                  .sequence = found.name.sequence,
                  .segment = found.name.segment,
                  .status = status,
                  .path = found.path});
}

base::Result<SegmentContents> StreamCheck::examine(SegmentReader& reader) const {
  if (run_.options.depth == CheckOptions::Depth::Quick && run_.signers) {
    ASSIGN_OR_RETURN(auto quick, reader.examine_final(*run_.signers));
    if (quick) return *std::move(quick);
  }
  return reader.examine(run_.signers ? &*run_.signers : nullptr);
}

void StreamCheck::check_header(const FoundSegment& found, const SegmentHeader& header,
                               const Finding& start) {
  Finding made = start;
  if (segment_path(header) != found.path) {
    made.kind = FindingKind::Misplaced;
    made.text = "its header says another place";
    run_.report(made);
  }
  if (run_.recorder && header.recorder != *run_.recorder) {
    made.kind = FindingKind::Foreign;
    made.text = "another recorder's";
    run_.report(made);
  }
}

// What the segment or tombstone after `sequence` says that this one ends with.
std::optional<Digest> StreamCheck::chain_wanted_by(std::uint64_t sequence,
                                                   const FoundSegment* next) const {
  const auto tombstone = gone_.tombstones.find(sequence + 1);
  if (tombstone != gone_.tombstones.end()) return tombstone->second.chain_in;
  if (next == nullptr || next->name.sequence != sequence + 1) return std::nullopt;
  auto reader = SegmentReader::open(run_.files, path_of(*next));
  if (!reader) return std::nullopt;
  const auto context = reader->context();
  // Then it continues the last checkpoint that was known, and nothing follows from that.
  if (!context || context->predecessor.how == PredecessorEnd::LastCheckpoint) return std::nullopt;
  return reader->header().chain_in;
}

void StreamCheck::take_contents(const FoundSegment& found, SegmentReader& reader,
                                SegmentContents contents, const FoundSegment* next) {
  const SegmentFacts& facts = contents.facts;
  Finding made = finding(FindingKind::Altered, found.name.sequence, {});
  made.segment = reader.header().segment;
  made.path = found.path;
  check_header(found, reader.header(), made);
  if (!expect(found.name.sequence)) {
    made.kind = FindingKind::Foreign;
    made.text = "a second file with this sequence number";
    run_.report(made);
    return;
  }
  if (run_.signers && contents.unknown_signatures > 0) {
    made.kind = FindingKind::Foreign;
    made.text = "signed by a key that the signers log does not know";
    run_.report(made);
  }
  const auto context = reader.context();
  const bool from_checkpoint =
      context && context->predecessor.how == PredecessorEnd::LastCheckpoint;
  if (!from_checkpoint) expect_chain(facts.chain_in, made);
  const auto wanted = chain_wanted_by(found.name.sequence, next);
  if (contents.end == SegmentEnd::Unterminated && wanted && *wanted != facts.chain_out) {
    contents.end = SegmentEnd::Altered;
    contents.damage = Damage{facts.records + std::uint64_t{1}, facts.bytes,
                             "ends before what its successor continues"};
  }
  SegmentReport report{.stream = stream_,
                       .sequence = found.name.sequence,
                       .segment = facts.segment,
                       .path = found.path,
                       .bytes = facts.bytes,
                       .records = facts.records,
                       .from = facts.from,
                       .to = facts.to};
  chain_ = facts.chain_out;
  ++run_.result.segments;
  run_.result.bytes += facts.bytes;
  if (contents.end == SegmentEnd::Unterminated) {
    ++run_.result.unterminated;
    report.status = SegmentStatus::Unterminated;
  } else if (contents.end == SegmentEnd::Altered) {
    report.status = SegmentStatus::Altered;
    made.kind = FindingKind::Altered;
    made.record = contents.damage->record;
    made.byte = contents.damage->byte;
    made.text = contents.damage->what;
    run_.report(made);
    // Where the chain went from here is what the next one says.
    chain_ = wanted;
  }
  report_segment(report);
}

}  // namespace

void check_stream(CheckRun& run, const StreamKey& stream, const std::vector<FoundSegment>& segments,
                  const GoneSegments& gone) {
  StreamCheck{run, stream, gone}.run(segments);
}

}  // namespace storage
