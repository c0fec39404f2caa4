#include "storage/segment/segment_walk.h"

#include <algorithm>
#include <utility>

#include "storage/chain/chain.h"
#include "storage/segment/context_format.h"
#include "storage/segment/file_parts.h"

namespace storage {
namespace {

bool walk_lists(RecordKind kind) {
  return kind != RecordKind::Pad && kind != RecordKind::Checkpoint && kind != RecordKind::Final;
}

bool starts_commit(const RecordHeader& header) {
  return (header.flags & record_flag::kCommitStart) != 0;
}

std::uint64_t next_block(std::uint64_t offset) {
  return (offset + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
}

}  // namespace

SegmentWalk::SegmentWalk(const base::ReadFile& file, std::uint64_t file_bytes,
                         const SegmentHeader& header, const Digest& header_digest, WalkDepth depth,
                         const Signers* signers, crypto::MultiHasher& hasher)
    : file_{file},
      file_bytes_{file_bytes},
      header_{header},
      depth_{depth},
      signers_{signers},
      hasher_{hasher},
      chain_{chain_start(header.chain_in, header_digest)} {}

base::Result<std::optional<WalkedRecord>> SegmentWalk::next() {
  while (!done_) {
    if (final_seen_) {
      RETURN_IF_ERROR(after_final());
      break;
    }
    ASSIGN_OR_RETURN(auto stored,
                     record_at(offset_, offset_ < hash_from_ ? depth_ : WalkDepth::Digests));
    if (stored && belongs_here(*stored)) return std::optional{accept(*std::move(stored))};
    RETURN_IF_ERROR(end_prefix());
  }
  done_ = true;
  return std::optional<WalkedRecord>{};
}

// The record at `offset`, when it parses, is whole and its digest holds.
base::Result<std::optional<SegmentWalk::Stored>> SegmentWalk::record_at(std::uint64_t offset,
                                                                        WalkDepth depth) {
  const std::optional<Stored> none;
  if (offset + kRecordBytesMin > file_bytes_) return none;
  ASSIGN_OR_RETURN(const auto head, read_part(file_, offset, kRecordHeaderBytes));
  if (!head) return none;
  const auto header = parse_record_header(*head);
  if (!header || offset + record_bytes(*header) > file_bytes_) return none;
  if (depth == WalkDepth::Digests || !is_sealed(header->kind)) {
    return hashed_record_at(offset, *header);
  }
  const std::uint64_t digest_at = offset + record_bytes(*header) - kDigestBytes;
  ASSIGN_OR_RETURN(const auto digest, read_part(file_, digest_at, kDigestBytes));
  if (!digest) return none;
  Stored stored{.header = *header};
  std::ranges::copy(*digest, stored.digest.begin());
  return std::optional{std::move(stored)};
}

base::Result<std::optional<SegmentWalk::Stored>> SegmentWalk::hashed_record_at(
    std::uint64_t offset, const RecordHeader& header) {
  const std::optional<Stored> none;
  ASSIGN_OR_RETURN(auto bytes, read_part(file_, offset + kRecordHeaderBytes,
                                         record_bytes(header) - kRecordHeaderBytes));
  if (!bytes) return none;
  const base::ByteView all{*bytes};
  const base::ByteView body = all.first(header.body_bytes);
  const base::ByteView tag = all.subspan(body.size(), all.size() - body.size() - kDigestBytes);
  Stored stored{.header = header,
                .digest = record_digest(header, hasher_.sha256_leaves(body), tag)};
  if (!std::ranges::equal(stored.digest, all.last(kDigestBytes))) return none;
  if (!is_sealed(header.kind)) {
    bytes->resize(header.body_bytes);
    stored.clear_body = *std::move(bytes);
  }
  return std::optional{std::move(stored)};
}

bool SegmentWalk::belongs_here(const Stored& stored) const {
  return keeps_order(stored.header) && body_is_sound(stored);
}

bool SegmentWalk::keeps_order(const RecordHeader& header) const {
  const bool jumped = behind_damage_ && after_pad_;
  if (jumped ? header.number <= number_ : header.number != number_ + 1) return false;
  if ((header.number == 1) != (header.kind == RecordKind::Context)) return false;
  if ((header.number == 2) != (header.kind == RecordKind::Init)) return false;
  // Nothing was acknowledged before a signature covered the start.
  const bool ends_commit = header.kind == RecordKind::Pad;
  if (ends_commit && !checkpoint_seen_ && !behind_damage_) return false;
  if (!starts_commit(header)) return !after_pad_;
  if (header.number == 1) return true;
  return offset_ % kBlockBytes == 0 && (checkpoint_seen_ || behind_damage_);
}

bool SegmentWalk::body_is_sound(const Stored& stored) const {
  const base::ByteView body{stored.clear_body};
  switch (stored.header.kind) {
    case RecordKind::Context:
      return parse_context(body).has_value();
    case RecordKind::Gap:
      return parse_gap(body).has_value();
    case RecordKind::Verdict:
      return parse_verdict(body).has_value();
    case RecordKind::Clock:
      return parse_clock(body).has_value();
    case RecordKind::Checkpoint:
      return parse_checkpoint(body).has_value();
    case RecordKind::Pad:
      return (offset_ + record_bytes(stored.header)) % kBlockBytes == 0 &&
             std::ranges::all_of(body, [](std::uint8_t byte) { return byte == 0; });
    case RecordKind::Final: {
      const auto final_record = parse_final(body);
      return final_record && (behind_damage_ || final_record->index == index_);
    }
    default:
      return true;
  }
}

WalkedRecord SegmentWalk::accept(Stored stored) {
  const RecordHeader& header = stored.header;
  if (header.kind == RecordKind::Checkpoint || header.kind == RecordKind::Final) {
    judge_signature(stored);
    checkpoint_seen_ = true;
  }
  chain_ = chain_next(chain_, stored.digest);
  if (walk_lists(header.kind)) index_.push_back({offset_, header});
  if (!is_known(header.kind) && !is_ignorable(header.kind)) understood_ = false;
  final_seen_ = header.kind == RecordKind::Final;
  after_pad_ = header.kind == RecordKind::Pad;
  last_begin_ = offset_;
  number_ = header.number;
  current_ = std::move(stored.clear_body);
  const WalkedRecord walked{header, offset_, current_, chain_, behind_damage_};
  offset_ += record_bytes(header);
  return walked;
}

// A checkpoint, or the start of a final record, signs what comes before it.
void SegmentWalk::judge_signature(const Stored& stored) {
  const auto checkpoint =
      parse_checkpoint(base::ByteView{stored.clear_body}.first(kCheckpointBytes));
  if (!checkpoint) return;
  if (!chain_known_) chain_ = checkpoint->chain;
  chain_known_ = true;
  if (const char* fault = signature_fault(stored, *checkpoint)) {
    alter(vouched_ + 1, vouched_end_, fault);
    return;
  }
  vouched_ = stored.header.number - 1;
  vouched_end_ = offset_;
}

const char* SegmentWalk::signature_fault(const Stored& stored, const Checkpoint& checkpoint) {
  if (checkpoint.chain != chain_) return "from here on not what the next checkpoint signed";
  if (checkpoint.signing_key != header_.signing_key) return "signed by another key than it names";
  if (signers_ == nullptr) return nullptr;
  const std::uint64_t number = stored.header.number;
  const base::Bytes message =
      stored.header.kind == RecordKind::Checkpoint
          ? checkpoint_message(header_.segment, number, checkpoint)
          : final_message(header_.segment, number, checkpoint,
                          final_tail_digest(stored.header, stored.clear_body));
  switch (signers_->check(checkpoint.signing_key, checkpoint.time, message, checkpoint.signature)) {
    case Signers::Says::Good:
      return nullptr;
    case Signers::Says::UnknownKey:
      ++unknown_signatures_;
      return nullptr;
    case Signers::Says::WrongTime:
      return "signed at a time when its key was not in use";
    case Signers::Says::Bad:
      return "from here on not what the recorder signed";
  }
  return nullptr;
}

// Where the run of sound records ends: at the end, in a torn last commit, or at something altered,
// behind which reading goes on with the next whole commit.
base::Result<void> SegmentWalk::end_prefix() {
  done_ = true;
  if (offset_ >= file_bytes_) return {};
  ASSIGN_OR_RETURN(const bool nothing_follows, is_zero_between(file_, offset_, file_bytes_));
  if (nothing_follows) return {};
  ASSIGN_OR_RETURN(const auto any_commit, next_commit(next_block(offset_), false));
  if (!any_commit) {
    ASSIGN_OR_RETURN(const bool finished, was_finished());
    if (!finished) {
      torn_ = Damage{number_ + 1, offset_, "the last commit is torn"};
      return {};
    }
  }
  alter(number_ + 1, offset_, "not the record that was written here");
  if (!any_commit) return {};
  // Behind damage a commit may be refused once more, so look further than that.
  const std::uint64_t from = next_block(behind_damage_ && after_pad_ ? offset_ + 1 : offset_);
  ASSIGN_OR_RETURN(const auto commit, next_commit(from, true));
  if (!commit) return {};
  offset_ = *commit;
  behind_damage_ = true;
  after_pad_ = true;
  chain_known_ = false;
  done_ = false;
  return {};
}

// The first whole record with flag 0x8000 that begins on a block from `from` on; to go on there
// its number must also be one that was not read yet.
base::Result<std::optional<std::uint64_t>> SegmentWalk::next_commit(std::uint64_t from,
                                                                    bool to_go_on) {
  constexpr std::size_t kSearchBytes = 256 * kBlockBytes;
  for (; from < file_bytes_; from += kSearchBytes) {
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(kSearchBytes, file_bytes_ - from));
    ASSIGN_OR_RETURN(const auto piece, read_part(file_, from, size));
    if (!piece) break;
    for (std::size_t at = 0; at + kRecordBytesMin <= size; at += kBlockBytes) {
      const auto header =
          parse_record_header(base::ByteView{*piece}.subspan(at, kRecordHeaderBytes));
      if (!header || !starts_commit(*header)) continue;
      if (to_go_on && header->number <= number_) continue;
      ASSIGN_OR_RETURN(const auto whole, record_at(from + at, WalkDepth::Digests));
      if (whole) return std::optional{from + at};
    }
  }
  return std::optional<std::uint64_t>{};
}

// A file that ends in an end mark was finished. Its last commit may be torn all the same, when the
// disk lost a part of it: then whole sectors are zero.
base::Result<bool> SegmentWalk::was_finished() {
  if (file_bytes_ < offset_ + kEndMarkBytes) return false;
  ASSIGN_OR_RETURN(const auto mark, read_part(file_, file_bytes_ - kEndMarkBytes, kEndMarkBytes));
  if (!mark || !parse_end_mark(*mark)) return false;
  ASSIGN_OR_RETURN(const bool lost, has_zero_sector(file_, offset_, file_bytes_));
  return !lost;
}

base::Result<void> SegmentWalk::after_final() {
  done_ = true;
  ASSIGN_OR_RETURN(const bool nothing, is_zero_between(file_, offset_, file_bytes_));
  if (nothing) return {};
  const base::Bytes expected = marshal(EndMark{.final_record_bytes = offset_ - last_begin_});
  const auto left =
      static_cast<std::size_t>(std::min<std::uint64_t>(kEndMarkBytes, file_bytes_ - offset_));
  ASSIGN_OR_RETURN(const auto mark, read_part(file_, offset_, left));
  if (!mark || !std::ranges::equal(*mark, base::ByteView{expected}.first(left))) {
    alter(number_ + 1, offset_, "not the end mark that was written here");
    return {};
  }
  end_mark_seen_ = left == kEndMarkBytes;
  ASSIGN_OR_RETURN(const bool ends, is_zero_between(file_, offset_ + left, file_bytes_));
  if (!ends) alter(number_ + 1, offset_ + left, "something follows the end mark");
  return {};
}

void SegmentWalk::alter(std::uint64_t record, std::uint64_t byte, const char* what) {
  if (!altered_) altered_ = Damage{record, byte, what};
}

}  // namespace storage
