#include "storage/segment/segment_writer.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "storage/chain/chain.h"

namespace storage {
namespace {

// A pad of two blocks, a checkpoint and the end mark.
constexpr std::uint64_t kCommitEndBytes =
    2 * kBlockBytes + kRecordBytesMin + kCheckpointBytes + kEndMarkBytes;
// Of numbers: a checkpoint, a pad and the final record.
constexpr std::uint64_t kEndRecords = 3;

base::Error does_not_fit(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

bool is_listed(RecordKind kind) {
  return kind != RecordKind::Pad && kind != RecordKind::Checkpoint && kind != RecordKind::Final;
}

std::size_t size_of(std::span<const base::ByteView> parts) {
  std::size_t size = 0;
  for (const base::ByteView part : parts) size += part.size();
  return size;
}

}  // namespace

SegmentWriter::SegmentWriter(const SegmentHeader& header, crypto::AeadKey key,
                             std::shared_ptr<const SigningKey> signing)
    : header_{header},
      header_digest_{crypto::sha256(marshal(header_))},
      key_{std::move(key)},
      signing_key_{std::move(signing)},
      facts_{header_, header_digest_},
      chain_{chain_start(header_.chain_in, header_digest_)},
      buffer_{marshal(header_)} {}

base::Result<SegmentWriter> SegmentWriter::begin(const NewSegment& segment, const Context& context,
                                                 base::ByteView init,
                                                 std::shared_ptr<const SigningKey> signing_key,
                                                 base::Ticks now) {
  assert(signing_key);
  ASSIGN_OR_RETURN(const base::Bytes context_body, marshal(context));
  SegmentHeader header{.stream = segment.stream,
                       .segment = segment.segment,
                       .recorder = segment.recorder,
                       .camera = segment.camera,
                       .boot = segment.boot,
                       .sequence = segment.sequence,
                       .start = segment.start,
                       .signing_key = signing_key->id(),
                       .chain_in = segment.chain_in};
  ASSIGN_OR_RETURN(const crypto::Secret secret, make_segment_key(header, segment.day_key));
  ASSIGN_OR_RETURN(crypto::AeadKey key, crypto::AeadKey::from(secret));
  SegmentWriter writer{header, std::move(key), std::move(signing_key)};
  RETURN_IF_ERROR(writer.add_clear(RecordKind::Context, 0, context_body, now, segment.start));
  const base::ByteView parts[] = {init};
  RETURN_IF_ERROR(writer.add_media(
      {.kind = RecordKind::Init, .track = 0, .arrival = now, .wall = segment.start}, parts));
  return writer;
}

bool SegmentWriter::has_room_for(std::size_t body_bytes) const {
  const std::uint64_t index = kFinalFixedBytes + kIndexEntryBytes * (index_.size() + 1);
  return number_ + 1 + kEndRecords <= kRecordsMax &&
         position() + body_bytes + 2 * kRecordBytesMin + kTagBytes + kCommitEndBytes + index <=
             kSegmentBytesMax;
}

bool SegmentWriter::fits_commit(std::size_t body_bytes) const {
  const std::uint64_t index = kFinalFixedBytes + kIndexEntryBytes * (index_.size() + 1);
  return buffer_.size() + body_bytes + 2 * kRecordBytesMin + kTagBytes + kCommitEndBytes + index <=
         kCommitBytesMax;
}

base::Result<void> SegmentWriter::check_room(std::size_t body_bytes) const {
  assert(!finished_);
  if (!has_room_for(body_bytes)) return does_not_fit("the segment is full");
  if (!fits_commit(body_bytes)) return does_not_fit("the commit is full");
  return {};
}

RecordHeader SegmentWriter::next_header(RecordKind kind, std::uint32_t body_bytes) {
  RecordHeader header{.kind = kind, .body_bytes = body_bytes, .number = ++number_};
  if (std::exchange(commit_starts_, false)) header.flags = record_flag::kCommitStart;
  return header;
}

void SegmentWriter::start_record(const RecordHeader& header) {
  if (is_listed(header.kind)) index_.push_back({position(), header});
  pending_.push_back({.header = header, .at = buffer_.size()});
  base::append(buffer_, marshal(header));
}

base::Result<void> SegmentWriter::add_media(const MediaRecord& record,
                                            std::span<const base::ByteView> parts) {
  const std::size_t size = size_of(parts);
  if (size > kSealedBodyBytesMax) return does_not_fit("the fragment is too long");
  RETURN_IF_ERROR(check_room(size));
  assert(is_sealed(record.kind) && (record.flags & record_flag::kCommitStart) == 0);
  RecordHeader header = next_header(record.kind, static_cast<std::uint32_t>(size));
  header.track = record.track;
  header.flags |= record.flags;
  header.arrival = record.arrival;
  header.wall = record.wall;
  header.media = record.media;
  if (is_media(record.kind)) {
    header.duration = record.duration;
    header.samples = record.samples;
    header.first_sample =
        std::exchange(samples_[record.track], samples_[record.track] + record.samples);
    media_length_ = std::max(media_length_, record.media + base::TickDuration{record.duration});
  }
  start_record(header);
  const std::size_t at = buffer_.size();
  buffer_.resize(at + size + kTagBytes + kDigestBytes);
  return crypto::seal_into(key_, record_nonce(header.number),
                           record_associated_data(header_digest_, header), parts,
                           std::span{buffer_}.subspan(at, size + kTagBytes));
}

base::Result<void> SegmentWriter::add_clear(RecordKind kind, std::uint8_t track,
                                            base::ByteView body, base::Ticks arrival,
                                            base::Ticks wall) {
  RETURN_IF_ERROR(check_room(body.size()));
  RecordHeader header = next_header(kind, static_cast<std::uint32_t>(body.size()));
  header.track = track;
  header.arrival = arrival;
  header.wall = wall;
  start_record(header);
  base::append(buffer_, body);
  buffer_.resize(buffer_.size() + kDigestBytes);
  return {};
}

base::Result<void> SegmentWriter::add_gap(const Gap& gap, base::Ticks now) {
  return add_clear(RecordKind::Gap, gap.track, marshal(gap), now, gap.from);
}

base::Result<void> SegmentWriter::add_verdict(const VerdictRecord& verdict, base::Ticks now) {
  return add_clear(RecordKind::Verdict, verdict.track, marshal(verdict), now, verdict.claimed);
}

base::Result<void> SegmentWriter::add_clock(const ClockRecord& clock, base::Ticks now) {
  return add_clear(RecordKind::Clock, clock.track, marshal(clock), now, now);
}

bool SegmentWriter::has_pending() const {
  return !buffer_.empty();
}

void SegmentWriter::chain_pending(crypto::MultiHasher& hasher) {
  SegmentWriter* const self[] = {this};
  hash_pending(self, hasher);
  for (const Pending& record : pending_) {
    const std::size_t body_at = record.at + kRecordHeaderBytes;
    const std::size_t tag_bytes = is_sealed(record.header.kind) ? kTagBytes : 0;
    const base::ByteView stored{buffer_};
    const base::ByteView body = stored.subspan(body_at, record.header.body_bytes);
    const std::size_t tag_at = body_at + body.size();
    const Digest digest =
        record_digest(record.header, record.leaves, stored.subspan(tag_at, tag_bytes));
    const std::size_t digest_at = tag_at + tag_bytes;
    std::ranges::copy(digest, buffer_.begin() + static_cast<std::ptrdiff_t>(digest_at));
    chain_ = chain_next(chain_, digest);
    facts_.add(record.header, tag_bytes == 0 ? body : base::ByteView{}, chain_,
               written_ + digest_at + kDigestBytes);
  }
  pending_.clear();
}

Checkpoint SegmentWriter::unsigned_checkpoint(base::Ticks now) const {
  return {.chain = chain_, .time = now, .signing_key = signing_key_->id()};
}

base::Result<void> SegmentWriter::add_checkpoint(base::Ticks now, crypto::MultiHasher& hasher) {
  chain_pending(hasher);
  Checkpoint checkpoint = unsigned_checkpoint(now);
  RecordHeader header = next_header(RecordKind::Checkpoint, kCheckpointBytes);
  header.arrival = now;
  header.wall = now;
  ASSIGN_OR_RETURN(checkpoint.signature, signing_key_->sign(checkpoint_message(
                                             header_.segment, header.number, checkpoint)));
  start_record(header);
  base::append(buffer_, marshal(checkpoint));
  buffer_.resize(buffer_.size() + kDigestBytes);
  checkpoint_time_ = now;
  return {};
}

base::Result<Commit> SegmentWriter::commit(base::Ticks now, crypto::MultiHasher& hasher) {
  assert(!finished_ && has_pending());
  constexpr auto kEvery = std::chrono::duration_cast<base::TickDuration>(kCheckpointEvery);
  const bool first = written_ == 0;
  // A clock that stepped back must not put off the next signature.
  if (first || now < checkpoint_time_ || now.count - checkpoint_time_.count >= kEvery.count()) {
    RETURN_IF_ERROR(add_checkpoint(now, hasher));
  }
  if (const auto body = pad_body_bytes(position())) {
    RecordHeader header = next_header(RecordKind::Pad, *body);
    header.arrival = now;
    header.wall = now;
    start_record(header);
    buffer_.resize(buffer_.size() + *body + kDigestBytes);
  }
  chain_pending(hasher);
  return take_commit(false);
}

base::Result<void> SegmentWriter::add_final(FinalReason reason, base::Ticks now,
                                            crypto::MultiHasher& hasher) {
  chain_pending(hasher);
  FinalRecord final_record{.checkpoint = unsigned_checkpoint(now), .reason = reason};
  final_record.index = std::move(index_);
  const std::size_t body_bytes = kFinalFixedBytes + kIndexEntryBytes * final_record.index.size();
  RecordHeader header = next_header(RecordKind::Final, static_cast<std::uint32_t>(body_bytes));
  header.arrival = now;
  header.wall = now;
  const Digest tail = final_tail_digest(header, marshal(final_record));
  ASSIGN_OR_RETURN(final_record.checkpoint.signature,
                   signing_key_->sign(final_message(header_.segment, header.number,
                                                    final_record.checkpoint, tail)));
  start_record(header);
  base::append(buffer_, marshal(final_record));
  buffer_.resize(buffer_.size() + kDigestBytes);
  chain_pending(hasher);
  base::append(buffer_, marshal(EndMark{.final_record_bytes = record_bytes(header)}));
  facts_.end_mark();
  return {};
}

base::Result<Commit> SegmentWriter::finish(FinalReason reason, base::Ticks now,
                                           crypto::MultiHasher& hasher) {
  assert(!finished_);
  // Nothing may be acknowledged before a signature covers the start.
  if (written_ == 0) RETURN_IF_ERROR(add_checkpoint(now, hasher));
  RETURN_IF_ERROR(add_final(reason, now, hasher));
  finished_ = true;
  return take_commit(true);
}

Commit SegmentWriter::take_commit(bool last) {
  Commit commit{
      .facts = facts_.facts(), .spans = facts_.take_spans(), .first = written_ == 0, .last = last};
  commit.bytes = std::exchange(buffer_, {});
  written_ += commit.bytes.size();
  commit_starts_ = true;
  return commit;
}

void hash_pending(std::span<SegmentWriter* const> writers, crypto::MultiHasher& hasher) {
  std::vector<base::ByteView> leaves;
  std::vector<SegmentWriter::Pending*> records;
  for (SegmentWriter* writer : writers) {
    for (SegmentWriter::Pending& record : writer->pending_) {
      if (record.hashed) continue;
      const std::size_t before = leaves.size();
      crypto::append_leaves(leaves, base::ByteView{writer->buffer_}.subspan(
                                        record.at + kRecordHeaderBytes, record.header.body_bytes));
      record.leaves.resize(leaves.size() - before);
      record.hashed = true;
      records.push_back(&record);
    }
  }
  std::vector<Digest> digests(leaves.size());
  hasher.sha256_many(leaves, digests);
  auto next = digests.begin();
  for (SegmentWriter::Pending* record : records) {
    const auto count = static_cast<std::ptrdiff_t>(record->leaves.size());
    std::copy(next, next + count, record->leaves.begin());
    next += count;
  }
}

}  // namespace storage
