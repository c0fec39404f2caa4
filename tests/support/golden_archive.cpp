#include "tests/support/golden_archive.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "crypto/hash/multi_hasher.h"
#include "crypto/hash/sha2.h"
#include "crypto/secret.h"
#include "storage/chain/archive_signature.h"
#include "storage/chain/chain.h"
#include "storage/segment/context_format.h"
#include "storage/segment/record_body_format.h"

namespace golden {
namespace {

using storage::RecordKind;

const base::Json& member(const base::Json& json, std::string_view name) {
  const base::Json* found = json.find(name);
  if (found == nullptr) throw std::runtime_error{"golden.json lacks " + std::string{name}};
  return *found;
}

const base::Json& at(std::string_view path) {
  const base::Json* json = &expected();
  while (!path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    json = &member(*json, path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return *json;
}

template <typename Array>
Array array_at(std::string_view path) {
  const base::Bytes bytes = bytes_at(path);
  Array array{};
  if (bytes.size() != array.size()) throw std::runtime_error{"golden.json: wrong size"};
  std::ranges::copy(bytes, array.begin());
  return array;
}

crypto::MultiHasher& hasher() {
  static crypto::MultiHasher instance;
  return instance;
}

bool body_is_sound(const Record& record) {
  switch (record.header.kind) {
    case RecordKind::Context:
      return storage::parse_context(record.body).has_value();
    case RecordKind::Gap:
      return storage::parse_gap(record.body).has_value();
    case RecordKind::Verdict:
      return storage::parse_verdict(record.body).has_value();
    case RecordKind::Clock:
      return storage::parse_clock(record.body).has_value();
    case RecordKind::Pad:
      return record.end() % storage::kBlockBytes == 0 &&
             std::ranges::all_of(record.body, [](std::uint8_t byte) { return byte == 0; });
    default:
      return true;
  }
}

bool checkpoint_holds(const Prefix& prefix, std::size_t index, const crypto::PublicKey& signer) {
  const Record& record = prefix.records[index];
  const auto checkpoint = storage::parse_checkpoint(record.body.first(storage::kCheckpointBytes));
  if (!checkpoint || index == 0 || checkpoint->chain != prefix.records[index - 1].chain ||
      checkpoint->signing_key != prefix.header.signing_key) {
    return false;
  }
  const auto number = record.header.number;
  const base::Bytes message =
      record.header.kind == RecordKind::Checkpoint
          ? storage::checkpoint_message(prefix.header.segment, number, *checkpoint)
          : storage::final_message(prefix.header.segment, number, *checkpoint,
                                   storage::final_tail_digest(record.header, record.body));
  return storage::verify_archive_signature(signer, message, checkpoint->signature).has_value();
}

bool index_holds(const Prefix& prefix) {
  const auto final_record = storage::parse_final(prefix.records.back().body);
  if (!final_record) return false;
  std::vector<storage::IndexEntry> index;
  for (const Record& record : prefix.records) {
    const RecordKind kind = record.header.kind;
    if (kind == RecordKind::Pad || kind == RecordKind::Checkpoint || kind == RecordKind::Final) {
      continue;
    }
    index.push_back({record.offset, record.header});
  }
  return final_record->index == index;
}

}  // namespace

const base::Json& expected() {
  static const base::Json json = *base::parse_json(base::as_text(read_file("golden.json")));
  return json;
}

base::Bytes read_file(const std::string& path) {
  const std::filesystem::path full = std::filesystem::path{CUSTODY_GOLDEN_ARCHIVE} / path;
  std::ifstream stream{full, std::ios::binary};
  if (!stream) throw std::runtime_error{"missing golden file: " + full.string()};
  const std::string text{std::istreambuf_iterator<char>{stream}, {}};
  return base::to_bytes(text);
}

std::string text_at(std::string_view path) {
  const std::string* text = at(path).as_string();
  if (text == nullptr) throw std::runtime_error{"golden.json: no text"};
  return *text;
}

base::Bytes bytes_at(std::string_view path) {
  return *base::from_hex(text_at(path));
}

base::Id id_at(std::string_view path) {
  return *base::parse_id(text_at(path));
}

storage::Digest digest_at(std::string_view path) {
  return array_at<storage::Digest>(path);
}

storage::Point point_at(std::string_view key) {
  return array_at<storage::Point>("keys." + std::string{key} + ".public");
}

crypto::PublicKey public_key_at(std::string_view key) {
  return *storage::public_key_of(point_at(key));
}

crypto::HpkePrivateKey private_key_at(std::string_view key) {
  const base::Bytes scalar = bytes_at("keys." + std::string{key} + ".private");
  return *crypto::HpkePrivateKey::from(crypto::Secret::copy_of(scalar));
}

base::Bytes segment_file(std::string_view name) {
  return read_file(text_at("segments." + std::string{name} + ".path"));
}

const base::Json& expected_record(std::string_view segment, std::uint64_t number) {
  const auto* records = at("segments." + std::string{segment} + ".records").as_array();
  return records->at(number - 1);
}

storage::Digest Prefix::chain() const {
  return records.empty() ? storage::chain_start(header.chain_in, header_digest)
                         : records.back().chain;
}

std::optional<Record> record_at(base::ByteView file, std::uint64_t offset) {
  if (offset + storage::kRecordBytesMin > file.size()) return std::nullopt;
  const base::ByteView rest = file.subspan(offset);
  const auto header = storage::parse_record_header(rest.first(storage::kRecordHeaderBytes));
  if (!header || storage::record_bytes(*header) > rest.size()) return std::nullopt;
  const std::size_t tag_bytes = storage::is_sealed(header->kind) ? storage::kTagBytes : 0;
  Record record{.header = *header, .offset = offset};
  record.sealed = rest.subspan(storage::kRecordHeaderBytes, header->body_bytes + tag_bytes);
  record.body = record.sealed.first(header->body_bytes);
  record.tag = record.sealed.last(tag_bytes);
  record.digest = storage::record_digest(*header, hasher().sha256_leaves(record.body), record.tag);
  const base::ByteView stored =
      rest.subspan(storage::record_bytes(*header) - storage::kDigestBytes, storage::kDigestBytes);
  if (!std::ranges::equal(record.digest, stored)) return std::nullopt;
  return record;
}

std::optional<Prefix> authentic_prefix(base::ByteView file) {
  if (file.size() < storage::kSegmentHeaderBytes) return std::nullopt;
  const base::ByteView header_bytes = file.first(storage::kSegmentHeaderBytes);
  const auto header = storage::parse_segment_header(header_bytes);
  if (!header) return std::nullopt;
  Prefix prefix{.header = *header, .header_digest = crypto::sha256(header_bytes)};
  while (auto record = record_at(file, prefix.end())) {
    if (record->header.number != prefix.records.size() + 1 || !body_is_sound(*record)) break;
    record->chain = storage::chain_next(prefix.chain(), record->digest);
    const bool last = record->header.kind == RecordKind::Final;
    prefix.records.push_back(*record);
    if (last) break;
  }
  return prefix;
}

std::optional<Fault> find_fault(base::ByteView file, const crypto::PublicKey& signer) {
  const auto prefix = authentic_prefix(file);
  if (!prefix) return Fault{-1, 0};
  std::int64_t vouched = -1;
  for (std::size_t i = 0; i < prefix->records.size(); ++i) {
    const RecordKind kind = prefix->records[i].header.kind;
    if (kind != RecordKind::Checkpoint && kind != RecordKind::Final) continue;
    const auto number = static_cast<std::int64_t>(prefix->records[i].header.number);
    if (!checkpoint_holds(*prefix, i, signer)) return Fault{vouched, number};
    vouched = number - 1;  // a checkpoint signs what comes before it
  }
  const auto last = static_cast<std::int64_t>(prefix->records.size());
  if (prefix->records.empty() || prefix->records.back().header.kind != RecordKind::Final) {
    return Fault{last, last + 1};
  }
  if (!index_holds(*prefix)) return Fault{last - 1, last};
  const auto mark = storage::parse_end_mark(file.subspan(prefix->end()));
  if (!mark || mark->final_record_bytes != prefix->end() - prefix->records.back().offset) {
    return Fault{last, last + 1};
  }
  return std::nullopt;
}

}  // namespace golden
