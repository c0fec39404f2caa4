#include "storage/segment/segment_facts.h"

#include <algorithm>
#include <utility>

#include "storage/chain/chain.h"

namespace storage {

FactsCollector::FactsCollector(const SegmentHeader& header, const Digest& header_digest) {
  facts_.segment = header.segment;
  facts_.camera = header.camera;
  facts_.stream = header.stream;
  facts_.sequence = header.sequence;
  facts_.day = base::day_of(header.start);
  facts_.from = header.start;
  facts_.to = header.start;
  facts_.bytes = kSegmentHeaderBytes;
  facts_.chain_in = header.chain_in;
  facts_.chain_out = chain_start(header.chain_in, header_digest);
  facts_.header_digest = header_digest;
}

void FactsCollector::add(const RecordHeader& header, base::ByteView clear_body, const Digest& chain,
                         std::uint64_t end) {
  facts_.bytes = end;
  facts_.records = static_cast<std::uint32_t>(header.number);
  facts_.chain_out = chain;
  if (header.kind == RecordKind::Context) {
    const auto context = parse_context(clear_body);
    if (!context) return;
    for (const Track& track : context->tracks) {
      if (track.type == TrackType::Video) pictures_.push_back(track.number);
    }
  } else if (header.kind == RecordKind::Gap) {
    const auto gap = parse_gap(clear_body);
    if (!gap || !gap->to.is_known()) return;
    if (gap->track != 0 && std::ranges::count(pictures_, gap->track) == 0) return;
    add_span({gap->from, gap->to, CoverageState::Gap, gap->reason});
  } else if (is_media(header.kind) && header.wall.is_known()) {
    const base::Ticks to{header.wall.count + header.duration};
    facts_.to = std::max(facts_.to, to);
    const bool counts = pictures_.empty() || std::ranges::count(pictures_, header.track) > 0;
    if (counts) add_span({header.wall, to, CoverageState::Recorded, GapReason{}});
  }
}

void FactsCollector::add_span(const Span& span) {
  if (span.to > span.from) spans_.push_back(span);
}

std::vector<Span> FactsCollector::take_spans() {
  return std::exchange(spans_, {});
}

}  // namespace storage
