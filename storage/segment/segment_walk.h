// Walks a segment from its front, record by record, with or without reading the bodies: the
// authentic prefix, what ends it, and where reading goes on behind damage. Needs no key. Never
// holds more than one body. Single-threaded; the file outlives the walk.
// Specification: docs/design/sealed-archive.md, "Reading".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "crypto/hash/multi_hasher.h"
#include "storage/chain/signers.h"
#include "storage/segment/record_body_format.h"
#include "storage/segment/record_format.h"
#include "storage/segment/segment_format.h"

namespace storage {

enum class WalkDepth {
  Headers,  // believes digests of sealed records: for what this machine wrote itself
  Digests,  // reads and hashes everything
};

// Where a file is not what was written: at record `record` (0 the header, one past the last for
// the end mark), whose first byte is at `byte`.
struct Damage {
  std::uint64_t record = 0;
  std::uint64_t byte = 0;
  std::string what{};  // for people

  bool operator==(const Damage&) const = default;
};

struct WalkedRecord {
  RecordHeader header{};
  std::uint64_t offset = 0;
  base::ByteView clear_body{};  // of kinds without seal; valid until the next call
  Digest chain{};               // c after it; meaningless behind damage until the next checkpoint
  bool behind_damage = false;

  std::uint64_t end() const { return offset + record_bytes(header); }
};

class SegmentWalk {
 public:
  // `signers`, if given, has its say on checkpoints and the final record.
  SegmentWalk(const base::ReadFile& file, std::uint64_t file_bytes, const SegmentHeader& header,
              const Digest& header_digest, WalkDepth depth, const Signers* signers,
              crypto::MultiHasher& hasher);

  // From this place in the file on, digests are computed whatever the depth.
  void hash_from(std::uint64_t offset) { hash_from_ = offset; }

  // The next record, or nothing at the end. An error only when the file cannot be read.
  base::Result<std::optional<WalkedRecord>> next();

  // After the last one:
  bool final_seen() const { return final_seen_; }        // a sound final record ends the prefix
  bool end_mark_seen() const { return end_mark_seen_; }  // and the end mark follows
  const std::optional<Damage>& altered() const { return altered_; }  // the first
  // Where the prefix ended without being altered: a torn last commit. None when nothing follows.
  const std::optional<Damage>& torn() const { return torn_; }
  bool understood() const { return understood_; }  // no unknown critical kind was met
  std::uint64_t unknown_signatures() const { return unknown_signatures_; }

 private:
  struct Stored {
    RecordHeader header{};
    base::Bytes clear_body{};
    Digest digest{};  // as stored; also the computed one where depth asked for it
  };

  base::Result<std::optional<Stored>> record_at(std::uint64_t offset, WalkDepth depth);
  base::Result<std::optional<Stored>> hashed_record_at(std::uint64_t offset,
                                                       const RecordHeader& header);
  bool belongs_here(const Stored& stored) const;
  bool keeps_order(const RecordHeader& header) const;
  bool body_is_sound(const Stored& stored) const;
  WalkedRecord accept(Stored stored);
  void judge_signature(const Stored& stored);
  const char* signature_fault(const Stored& stored, const Checkpoint& checkpoint);
  base::Result<void> end_prefix();
  base::Result<void> after_final();
  base::Result<std::optional<std::uint64_t>> next_commit(std::uint64_t from, bool to_go_on);
  base::Result<bool> was_finished();
  void alter(std::uint64_t record, std::uint64_t byte, const char* what);

  const base::ReadFile& file_;
  std::uint64_t file_bytes_;
  const SegmentHeader& header_;
  WalkDepth depth_;
  std::uint64_t hash_from_ = ~std::uint64_t{0};
  const Signers* signers_;
  crypto::MultiHasher& hasher_;
  base::Bytes current_;  // clear body of the record last returned
  Digest chain_{};
  bool chain_known_ = true;
  std::uint64_t offset_ = kSegmentHeaderBytes;
  std::uint64_t number_ = 0;
  std::uint64_t vouched_ = 0;  // last record that a good checkpoint covers ...
  std::uint64_t vouched_end_ = kSegmentHeaderBytes;  // ... and where it ends
  std::uint64_t last_begin_ = kSegmentHeaderBytes;
  bool after_pad_ = true;  // the next record must start a commit
  bool checkpoint_seen_ = false;
  bool behind_damage_ = false;
  bool done_ = false;
  bool final_seen_ = false;
  bool end_mark_seen_ = false;
  bool understood_ = true;
  std::uint64_t unknown_signatures_ = 0;
  std::vector<IndexEntry> index_;
  std::optional<Damage> altered_;
  std::optional<Damage> torn_;
};

}  // namespace storage
