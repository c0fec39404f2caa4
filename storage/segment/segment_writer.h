// Makes one segment: takes fragments and facts, gives the bytes of one commit after the other. The
// bytes are appended and synced by whoever owns the disk (volume/disk_thread.h); nothing of a
// commit is acknowledged before that, and the next is appended only after it.
//
// Promise: what comes out is a segment as the page says: numbered, sealed, chained and signed, in
// commits that start and end on blocks, never past a limit of format 1. A segment is never resumed.
// One thread owns a writer. Inverse: segment_reader.h.
// Specification: docs/design/sealed-archive.md, "Segment" and "Writing".
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/random_id.h"
#include "base/result.h"
#include "base/ticks.h"
#include "crypto/aead/aead.h"
#include "crypto/hash/multi_hasher.h"
#include "storage/chain/signing_key.h"
#include "storage/segment/context_format.h"
#include "storage/segment/record_body_format.h"
#include "storage/segment/record_format.h"
#include "storage/segment/segment_facts.h"
#include "storage/segment/segment_format.h"
#include "storage/segment/segment_key.h"

namespace storage {

inline constexpr std::chrono::seconds kCheckpointEvery{10};

// Who and where a new segment is. `sequence` and `chain_in` come from the stream's head
// (catalog/catalog.h), which also says what to write into the context's predecessor.
struct NewSegment {
  StreamId stream = StreamId::Main;
  base::Id segment{};
  base::Id recorder{};
  base::Id camera{};
  base::Id boot{};
  std::uint64_t sequence = 1;
  base::Ticks start{};
  Digest chain_in{};
  DayPublicKey day_key{};
};

// One track's fragment, `moof+mdat`, or an init.
struct MediaRecord {
  RecordKind kind = RecordKind::Video;
  std::uint8_t track = 1;
  std::uint16_t flags = 0;  // of record_flag, without kCommitStart
  base::Ticks arrival{};
  base::Ticks wall{};
  base::TickDuration media{};
  std::uint32_t duration = 0;
  std::uint32_t samples = 0;
};

// What one commit appends, and what is known of the segment once it is synced.
struct Commit {
  base::Bytes bytes{};
  SegmentFacts facts{};
  std::vector<Span> spans{};  // what this commit covers
  bool first = false;
  bool last = false;
};

class SegmentWriter {
 public:
  // Header, context and init are in the first commit. InvalidInput when the context is more than
  // the format holds.
  static base::Result<SegmentWriter> begin(const NewSegment& segment, const Context& context,
                                           base::ByteView init,
                                           std::shared_ptr<const SigningKey> signing_key,
                                           base::Ticks now);

  // Whether a record with a body of that size still fits the segment; when not, finish().
  bool has_room_for(std::size_t body_bytes) const;
  // Whether it still fits the commit; when not, commit() first.
  bool fits_commit(std::size_t body_bytes) const;

  // Seals the concatenation of `parts`. InvalidInput when it does not fit.
  base::Result<void> add_media(const MediaRecord& record, std::span<const base::ByteView> parts);
  base::Result<void> add_gap(const Gap& gap, base::Ticks now);
  base::Result<void> add_verdict(const VerdictRecord& verdict, base::Ticks now);
  base::Result<void> add_clock(const ClockRecord& clock, base::Ticks now);

  bool has_pending() const;  // something to commit

  // Ends the commit: a checkpoint when one is due, then a pad.
  base::Result<Commit> commit(base::Ticks now, crypto::MultiHasher& hasher);
  // Ends the segment: final record and end mark. Nothing may be called after it.
  base::Result<Commit> finish(FinalReason reason, base::Ticks now, crypto::MultiHasher& hasher);

  const SegmentHeader& header() const { return header_; }
  std::string path() const { return segment_path(header_); }  // relative to the volume
  base::TickDuration media_length() const { return media_length_; }

 private:
  friend void hash_pending(std::span<SegmentWriter* const> writers, crypto::MultiHasher& hasher);

  struct Pending {
    RecordHeader header{};
    std::size_t at = 0;  // in buffer_
    std::vector<Digest> leaves{};
    bool hashed = false;
  };

  SegmentWriter(const SegmentHeader& header, crypto::AeadKey key,
                std::shared_ptr<const SigningKey> signing);

  base::Result<void> check_room(std::size_t body_bytes) const;
  base::Result<void> add_clear(RecordKind kind, std::uint8_t track, base::ByteView body,
                               base::Ticks arrival, base::Ticks wall);
  RecordHeader next_header(RecordKind kind, std::uint32_t body_bytes);
  void start_record(const RecordHeader& header);
  void chain_pending(crypto::MultiHasher& hasher);
  base::Result<void> add_checkpoint(base::Ticks now, crypto::MultiHasher& hasher);
  base::Result<void> add_final(FinalReason reason, base::Ticks now, crypto::MultiHasher& hasher);
  Checkpoint unsigned_checkpoint(base::Ticks now) const;
  std::uint64_t position() const { return written_ + buffer_.size(); }
  Commit take_commit(bool last);

  SegmentHeader header_;
  Digest header_digest_{};
  crypto::AeadKey key_;
  std::shared_ptr<const SigningKey> signing_key_;
  FactsCollector facts_;
  Digest chain_{};
  std::uint64_t number_ = 0;   // of the last record
  std::uint64_t written_ = 0;  // bytes of earlier commits
  base::Bytes buffer_;         // of this commit
  std::vector<Pending> pending_;
  std::vector<IndexEntry> index_;
  std::map<std::uint8_t, std::uint64_t> samples_;  // next, per track
  base::TickDuration media_length_{};
  base::Ticks checkpoint_time_{};
  bool commit_starts_ = true;
  bool finished_ = false;
};

// Hashes what these writers hold for their next commit side by side, in the lanes of one core.
// commit() does it for its own writer alone: call this first when several cameras commit together.
void hash_pending(std::span<SegmentWriter* const> writers, crypto::MultiHasher& hasher);

}  // namespace storage
