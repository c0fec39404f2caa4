#include "storage/journal/journal_format.h"

#include <algorithm>
#include <cassert>

#include "crypto/hash/sha2.h"

namespace storage {
namespace {

constexpr std::string_view kJournalMagic = "CUSTJRNL";
constexpr std::size_t kEntryFixedBytes = 8;

base::Error not_an_entry(const char* what) {
  return {base::ErrorKind::InvalidInput, what};
}

bool is_kind(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= kJournalKindBytesMax && std::ranges::all_of(text, allowed);
}

}  // namespace

base::Bytes marshal(const JournalHeader& header) {
  base::ByteWriter writer;
  writer.put(base::as_bytes(kJournalMagic));
  writer.put(kJournalFormat);
  writer.put_zeros(6);
  writer.put(header.journal.bytes);
  writer.put(header.first_line);
  writer.put(header.previous_link);
  writer.put_zeros(8);
  assert(writer.size() == kJournalHeaderBytes);
  return std::move(writer).take();
}

base::Result<JournalHeader> parse_journal_header(base::ByteView bytes) {
  if (bytes.size() != kJournalHeaderBytes) return corrupt("a journal header of another size");
  base::ByteReader reader{bytes};
  if (base::as_text(reader.take(kJournalMagic.size())) != kJournalMagic) {
    return corrupt("not a journal");
  }
  if (reader.get<std::uint16_t>() != kJournalFormat) {
    return base::Error{base::ErrorKind::InvalidInput, "a journal of an unknown format"};
  }
  bool zeros = take_zeros(reader, 6);
  JournalHeader header;
  header.journal = get_id(reader);
  header.first_line = reader.get<std::uint64_t>();
  header.previous_link = get_array<32>(reader);
  zeros = take_zeros(reader, 8) && zeros;
  const bool first = header.first_line == 1;
  if (!zeros || is_zero(header.journal) || header.first_line == 0 ||
      first != (header.previous_link == Digest{})) {
    return corrupt("a journal header with impossible fields");
  }
  return header;
}

Digest journal_start(const JournalHeader& header) {
  crypto::Sha256 hash;
  hash.update(base::as_bytes("custody journal v1"));
  hash.update(marshal(header));
  return hash.finish();
}

base::Result<base::Bytes> marshal(const JournalEntry& entry) {
  if (!is_kind(entry.kind)) return not_an_entry("a journal kind that is no such word");
  if (entry.actor.empty() || entry.actor.size() > kJournalActorBytesMax) {
    return not_an_entry("a journal actor that is empty or too long");
  }
  if (entry.subject.size() > kJournalSubjectBytesMax) {
    return not_an_entry("a journal subject that is too long");
  }
  const std::string fields = entry.fields.dump();
  if (entry.fields.as_object() == nullptr || fields.size() > kJournalFieldsBytesMax) {
    return not_an_entry("journal fields that are no object or too long");
  }
  base::ByteWriter writer;
  writer.put(static_cast<std::uint8_t>(entry.kind.size()));
  writer.put(static_cast<std::uint8_t>(entry.actor.size()));
  writer.put(static_cast<std::uint16_t>(entry.subject.size()));
  writer.put(static_cast<std::uint32_t>(fields.size()));
  for (const std::string& text : {entry.kind, entry.actor, entry.subject, fields}) {
    writer.put(base::as_bytes(text));
  }
  return std::move(writer).take();
}

base::Result<JournalEntry> parse_journal_entry(base::ByteView body) {
  base::ByteReader reader{body};
  const std::size_t kind = reader.get<std::uint8_t>();
  const std::size_t actor = reader.get<std::uint8_t>();
  const std::size_t subject = reader.get<std::uint16_t>();
  const std::size_t fields = reader.get<std::uint32_t>();
  if (reader.failed() || fields > kJournalFieldsBytesMax ||
      body.size() != kEntryFixedBytes + kind + actor + subject + fields) {
    return corrupt("a journal entry of another size");
  }
  JournalEntry entry;
  entry.kind = get_text(reader, kind);
  entry.actor = get_text(reader, actor);
  entry.subject = get_text(reader, subject);
  auto json = base::parse_json(base::as_text(reader.take(fields)));
  if (!json) return corrupt("journal fields that are not JSON");
  entry.fields = *std::move(json);
  // One place knows the rules, and there is one way to write each entry.
  const auto again = marshal(entry);
  if (!again || !std::ranges::equal(*again, body)) {
    return corrupt("a journal entry with impossible fields");
  }
  return entry;
}

}  // namespace storage
