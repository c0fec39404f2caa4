// The keeper's journal as bytes: the header of a file, and what a line says. Its lines are framed,
// signed and linked as those of a signed log (chain/signed_log_format.h). Pure; safe from any
// thread.
// Specification: docs/design/journal.md
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/json/json.h"
#include "base/random_id.h"
#include "base/result.h"
#include "storage/segment/fields.h"

namespace storage {

inline constexpr std::uint16_t kJournalFormat = 1;
inline constexpr std::size_t kJournalHeaderBytes = 80;
inline constexpr std::uint8_t kJournalEntryLine = 1;

inline constexpr std::size_t kJournalKindBytesMax = 64;
inline constexpr std::size_t kJournalActorBytesMax = 128;
inline constexpr std::size_t kJournalSubjectBytesMax = 256;
inline constexpr std::size_t kJournalFieldsBytesMax = 8192;

// One file of the journal. Files follow one another; each continues the link of the one before.
struct JournalHeader {
  base::Id journal{};
  std::uint64_t first_line = 1;
  Digest previous_link{};  // zero in the first file

  bool operator==(const JournalHeader&) const = default;
};

base::Bytes marshal(const JournalHeader& header);  // kJournalHeaderBytes
// Inverse. InvalidInput is a format that this reader does not know.
base::Result<JournalHeader> parse_journal_header(base::ByteView bytes);

// l of the file's start, which its first line continues.
Digest journal_start(const JournalHeader& header);

// Who did what to whom. `kind` is a stable word ("segment-opened"); no secret is ever in here.
struct JournalEntry {
  std::string kind{};                       // 1 to kJournalKindBytesMax bytes of a-z, 0-9 and '-'
  std::string actor{};                      // 1 to kJournalActorBytesMax
  std::string subject{};                    // 0 to kJournalSubjectBytesMax
  base::Json fields{base::Json::Object{}};  // an object, at most kJournalFieldsBytesMax as text

  bool operator==(const JournalEntry&) const = default;
};

// InvalidInput when something is longer, or other, than the page allows.
base::Result<base::Bytes> marshal(const JournalEntry& entry);
base::Result<JournalEntry> parse_journal_entry(base::ByteView body);  // inverse

}  // namespace storage
