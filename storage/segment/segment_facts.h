// What is known of a segment without any key: the catalog's row, and what a tombstone says. The
// writer collects it as it writes and the reader as it reads, with this same code, so that a
// catalog rebuilt from segments equals the one that was kept. Single-threaded.
// Specification: docs/design/sealed-archive.md, "Record".
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/ticks.h"
#include "storage/coverage/coverage.h"
#include "storage/segment/context_format.h"
#include "storage/segment/record_format.h"
#include "storage/segment/segment_format.h"

namespace storage {

struct SegmentFacts {
  base::Id segment{};
  base::Id camera{};
  StreamId stream = StreamId::Main;
  std::uint64_t sequence = 1;
  base::Day day = 0;          // of its start: the folder it lies in
  base::Ticks from{};         // wall time of the first sample
  base::Ticks to{};           // end of the last one
  std::uint64_t bytes = 0;    // up to the end of the last sound record, or the end mark
  std::uint32_t records = 0;  // number of the last one; 0 after a torn first commit
  Digest chain_in{};
  Digest chain_out{};  // c of the last record
  Digest header_digest{};

  bool operator==(const SegmentFacts&) const = default;
};

class FactsCollector {
 public:
  explicit FactsCollector(const SegmentHeader& header, const Digest& header_digest);

  // Each record in order, with the c after it and where it ends in the file. `clear_body` is
  // empty for sealed kinds; only those of context and gap records are looked at.
  void add(const RecordHeader& header, base::ByteView clear_body, const Digest& chain,
           std::uint64_t end);
  void end_mark() { facts_.bytes += kEndMarkBytes; }

  const SegmentFacts& facts() const { return facts_; }
  // What the records added since the last call cover, in their order; ended gaps included.
  std::vector<Span> take_spans();

 private:
  void add_span(const Span& span);

  SegmentFacts facts_;
  std::vector<std::uint8_t> pictures_;  // numbers of the tracks that count: video, else all
  std::vector<Span> spans_;
};

}  // namespace storage
