// Reads a segment: finds its records without a key, opens them with the segment key. What a file
// says is believed only as far as it is bounded, checked or sealed. Works on finished segments, on
// unterminated ones and on one that is being written. One thread at a time; many readers may read
// one file. Inverse: segment_writer.h.
// Specification: docs/design/sealed-archive.md, "Reading".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "crypto/aead/aead.h"
#include "crypto/hash/multi_hasher.h"
#include "storage/segment/context_format.h"
#include "storage/segment/record_body_format.h"
#include "storage/segment/segment_facts.h"
#include "storage/segment/segment_format.h"
#include "storage/segment/segment_walk.h"

namespace storage {

enum class SegmentEnd {
  Final,         // final record and end mark
  Unterminated,  // a state, not a fault
  Altered,
};

struct SegmentContents {
  SegmentEnd end = SegmentEnd::Unterminated;
  std::vector<IndexEntry> records{};  // all but pads, checkpoints and the final one, in order
  SegmentFacts facts{};               // of the authentic prefix
  std::vector<Span> spans{};
  std::optional<Damage> damage{};        // altered: where; unterminated: where the torn part begins
  bool understood = true;                // no critical kind that this reader does not know
  std::uint64_t unknown_signatures = 0;  // by keys that `signers` does not have
  std::optional<FinalReason> reason{};
};

class SegmentReader {
 public:
  // Reads the header. InvalidInput: a format we do not know. Corrupt: no segment.
  static base::Result<SegmentReader> open(std::unique_ptr<base::ReadFile> file);
  static base::Result<SegmentReader> open(base::FileSystem& files, const std::string& path);

  const SegmentHeader& header() const { return header_; }
  const Digest& header_digest() const { return header_digest_; }

  // The records by the index at the end when there is a good one, else by walking the headers
  // and hashing the last commit, which alone can be torn: quick, for playback and for what this
  // machine wrote itself. For a segment that is still written this gives what is there now.
  base::Result<SegmentContents> records();

  // Walks the whole segment and hashes every byte: what check and rebuild go by.
  base::Result<SegmentContents> examine(const Signers* signers = nullptr);

  // The same by the final record alone, when it is there and its signature is good. Nothing when
  // the segment must be walked.
  base::Result<std::optional<SegmentContents>> examine_final(const Signers& signers);

  // The body of a record without a seal; Corrupt when its digest does not hold.
  base::Result<base::Bytes> read_clear(const IndexEntry& record);
  base::Result<Context> context();  // of record 1

  // The body of a sealed record, opened; Corrupt when it was altered.
  base::Result<base::Bytes> open_record(const IndexEntry& record, crypto::AeadKey& key);

  const base::ReadFile& file() const { return *file_; }

 private:
  struct FinalFound {
    RecordHeader header{};
    std::uint64_t offset = 0;
    base::Bytes body{};
    FinalRecord record{};
    Digest digest{};
  };

  SegmentReader(std::unique_ptr<base::ReadFile> file, const SegmentHeader& header,
                const Digest& header_digest);

  static base::Error none_there() { return corrupt("a segment that is cut short"); }
  base::Result<std::optional<FinalFound>> find_final();
  base::Result<SegmentContents> contents_of(const FinalFound& found);
  base::Result<SegmentContents> walk(WalkDepth depth, const Signers* signers,
                                     std::uint64_t hash_from);
  base::Result<std::uint64_t> last_commit();
  base::Result<base::Bytes> read_stored(const IndexEntry& record);

  std::unique_ptr<base::ReadFile> file_;
  SegmentHeader header_;
  Digest header_digest_;
  crypto::MultiHasher hasher_;
};

// A file that power loss left without a header: shorter than one, or nothing but zeros. Nothing of
// it was acknowledged, and it takes no sequence number.
base::Result<bool> never_began(base::FileSystem& files, const std::string& path);

}  // namespace storage
