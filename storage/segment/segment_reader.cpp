#include "storage/segment/segment_reader.h"

#include <algorithm>
#include <utility>

#include "crypto/hash/sha2.h"
#include "storage/chain/chain.h"
#include "storage/segment/file_parts.h"

namespace storage {
namespace {

bool reader_lists(RecordKind kind) {
  return kind != RecordKind::Pad && kind != RecordKind::Checkpoint && kind != RecordKind::Final;
}

}  // namespace

SegmentReader::SegmentReader(std::unique_ptr<base::ReadFile> file, const SegmentHeader& header,
                             const Digest& header_digest)
    : file_{std::move(file)}, header_{header}, header_digest_{header_digest} {}

base::Result<SegmentReader> SegmentReader::open(std::unique_ptr<base::ReadFile> file) {
  ASSIGN_OR_RETURN(const auto bytes, read_part(*file, 0, kSegmentHeaderBytes));
  if (!bytes) return corrupt("a segment that ends in its header");
  ASSIGN_OR_RETURN(const SegmentHeader header, parse_segment_header(*bytes));
  return SegmentReader{std::move(file), header, crypto::sha256(*bytes)};
}

base::Result<SegmentReader> SegmentReader::open(base::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(auto file, files.open_read(path));
  return open(std::move(file));
}

base::Result<SegmentContents> SegmentReader::records() {
  ASSIGN_OR_RETURN(const auto found, find_final());
  if (found) return contents_of(*found);
  ASSIGN_OR_RETURN(const std::uint64_t tail, last_commit());
  return walk(WalkDepth::Headers, nullptr, tail);
}

// Where the last commit begins that seems to be there.
base::Result<std::uint64_t> SegmentReader::last_commit() {
  ASSIGN_OR_RETURN(const std::uint64_t size, file_->size());
  SegmentWalk walk{*file_, size, header_, header_digest_, WalkDepth::Headers, nullptr, hasher_};
  std::uint64_t offset = 0;
  while (true) {
    ASSIGN_OR_RETURN(const auto record, walk.next());
    if (!record) return offset;
    if ((record->header.flags & record_flag::kCommitStart) != 0) offset = record->offset;
  }
}

base::Result<SegmentContents> SegmentReader::examine(const Signers* signers) {
  return walk(WalkDepth::Digests, signers, 0);
}

base::Result<std::optional<SegmentContents>> SegmentReader::examine_final(const Signers& signers) {
  const std::optional<SegmentContents> must_walk;
  ASSIGN_OR_RETURN(const auto found, find_final());
  if (!found) return must_walk;
  const Checkpoint& checkpoint = found->record.checkpoint;
  const base::Bytes message = final_message(header_.segment, found->header.number, checkpoint,
                                            final_tail_digest(found->header, found->body));
  if (checkpoint.signing_key != header_.signing_key ||
      signers.check(checkpoint.signing_key, checkpoint.time, message, checkpoint.signature) !=
          Signers::Says::Good) {
    return must_walk;
  }
  auto contents = contents_of(*found);
  if (!contents && contents.error().kind == base::ErrorKind::Corrupt) return must_walk;
  if (!contents) return contents.error();
  return std::optional{*std::move(contents)};
}

// The final record that the end mark leads to, when its digest holds.
base::Result<std::optional<SegmentReader::FinalFound>> SegmentReader::find_final() {
  const std::optional<FinalFound> none;
  ASSIGN_OR_RETURN(const std::uint64_t size, file_->size());
  if (size < kSegmentHeaderBytes + kRecordBytesMin + kEndMarkBytes) return none;
  ASSIGN_OR_RETURN(const auto mark_bytes, read_part(*file_, size - kEndMarkBytes, kEndMarkBytes));
  const auto mark = mark_bytes ? parse_end_mark(*mark_bytes) : base::Result<EndMark>{none_there()};
  if (!mark || mark->final_record_bytes > size - kEndMarkBytes - kSegmentHeaderBytes) return none;
  FinalFound found{.offset = size - kEndMarkBytes - mark->final_record_bytes};
  ASSIGN_OR_RETURN(const auto head, read_part(*file_, found.offset, kRecordHeaderBytes));
  const auto header = head ? parse_record_header(*head) : base::Result<RecordHeader>{none_there()};
  if (!header || header->kind != RecordKind::Final ||
      record_bytes(*header) != mark->final_record_bytes) {
    return none;
  }
  found.header = *header;
  auto body = read_clear({found.offset, *header});
  if (!body && body.error().kind == base::ErrorKind::Corrupt) return none;
  if (!body) return body.error();
  auto record = parse_final(*body);
  if (!record ||
      (!record->index.empty() &&
       record->index.back().offset + record_bytes(record->index.back().header) > found.offset)) {
    return none;
  }
  found.digest = record_digest(found.header, hasher_.sha256_leaves(*body), {});
  found.body = *std::move(body);
  found.record = *std::move(record);
  return std::optional{std::move(found)};
}

// As if walked, from what the index says.
base::Result<SegmentContents> SegmentReader::contents_of(const FinalFound& found) {
  FactsCollector facts{header_, header_digest_};
  SegmentContents contents{.end = SegmentEnd::Final, .records = found.record.index};
  for (const IndexEntry& entry : contents.records) {
    const RecordKind kind = entry.header.kind;
    base::Bytes body;
    if (kind == RecordKind::Context || kind == RecordKind::Gap) {
      ASSIGN_OR_RETURN(body, read_clear(entry));
    }
    if (!is_known(kind) && !is_ignorable(kind)) contents.understood = false;
    facts.add(entry.header, body, {}, entry.offset + record_bytes(entry.header));
  }
  facts.add(found.header, {}, chain_next(found.record.checkpoint.chain, found.digest),
            found.offset + record_bytes(found.header));
  facts.end_mark();
  contents.facts = facts.facts();
  contents.spans = facts.take_spans();
  contents.reason = found.record.reason;
  return contents;
}

base::Result<SegmentContents> SegmentReader::walk(WalkDepth depth, const Signers* signers,
                                                  std::uint64_t hash_from) {
  ASSIGN_OR_RETURN(const std::uint64_t size, file_->size());
  SegmentWalk walk{*file_, size, header_, header_digest_, depth, signers, hasher_};
  walk.hash_from(hash_from);
  FactsCollector facts{header_, header_digest_};
  SegmentContents contents;
  while (true) {
    ASSIGN_OR_RETURN(const auto record, walk.next());
    if (!record) break;
    if (reader_lists(record->header.kind)) {
      contents.records.push_back({record->offset, record->header});
    }
    if (!record->behind_damage) {
      facts.add(record->header, record->clear_body, record->chain, record->end());
    }
    if (record->header.kind == RecordKind::Final) {
      if (const auto said = parse_final(record->clear_body)) contents.reason = said->reason;
    }
  }
  if (walk.end_mark_seen()) facts.end_mark();
  contents.facts = facts.facts();
  contents.spans = facts.take_spans();
  contents.understood = walk.understood();
  contents.unknown_signatures = walk.unknown_signatures();
  if (walk.altered()) {
    contents.end = SegmentEnd::Altered;
    contents.damage = walk.altered();
  } else if (walk.final_seen() && walk.end_mark_seen()) {
    contents.end = SegmentEnd::Final;
  } else {
    contents.damage = walk.torn();
  }
  return contents;
}

// Everything behind the header of a record: body, tag, digest.
base::Result<base::Bytes> SegmentReader::read_stored(const IndexEntry& record) {
  ASSIGN_OR_RETURN(auto bytes, read_part(*file_, record.offset + kRecordHeaderBytes,
                                         record_bytes(record.header) - kRecordHeaderBytes));
  if (!bytes) return none_there();
  return *std::move(bytes);
}

base::Result<base::Bytes> SegmentReader::read_clear(const IndexEntry& record) {
  if (is_sealed(record.header.kind)) {
    return base::Error{base::ErrorKind::InvalidInput, "a sealed record"};
  }
  ASSIGN_OR_RETURN(base::Bytes bytes, read_stored(record));
  const base::ByteView body = base::ByteView{bytes}.first(record.header.body_bytes);
  const Digest digest = record_digest(record.header, hasher_.sha256_leaves(body), {});
  if (!std::ranges::equal(digest, base::ByteView{bytes}.last(kDigestBytes))) {
    return corrupt("a record that is not what was written");
  }
  bytes.resize(body.size());
  return bytes;
}

base::Result<Context> SegmentReader::context() {
  ASSIGN_OR_RETURN(const auto head, read_part(*file_, kSegmentHeaderBytes, kRecordHeaderBytes));
  if (!head) return none_there();
  ASSIGN_OR_RETURN(const RecordHeader header, parse_record_header(*head));
  if (header.kind != RecordKind::Context) return corrupt("a segment without context");
  ASSIGN_OR_RETURN(const base::Bytes body, read_clear({kSegmentHeaderBytes, header}));
  return parse_context(body);
}

base::Result<base::Bytes> SegmentReader::open_record(const IndexEntry& record,
                                                     crypto::AeadKey& key) {
  if (!is_sealed(record.header.kind)) {
    return base::Error{base::ErrorKind::InvalidInput, "a record without a seal"};
  }
  ASSIGN_OR_RETURN(base::Bytes bytes, read_stored(record));
  const std::span sealed = std::span{bytes}.first(bytes.size() - kDigestBytes);
  ASSIGN_OR_RETURN(
      const auto plain,
      crypto::open_in_place(key, record_nonce(record.header.number),
                            record_associated_data(header_digest_, record.header), sealed));
  bytes.resize(plain.size());
  return bytes;
}

base::Result<bool> never_began(base::FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(const auto file, files.open_read(path));
  ASSIGN_OR_RETURN(const std::uint64_t size, file->size());
  if (size < kSegmentHeaderBytes) return true;
  return is_zero_between(*file, 0, size);
}

}  // namespace storage
