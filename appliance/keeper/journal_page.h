// Journal lines and entries as the control socket carries them. Pure; safe from any thread.
// The verbs: docs/design/keystore.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "appliance/keeper/keeper_journal.h"
#include "base/clock.h"
#include "base/json/json.h"
#include "base/result.h"
#include "storage/journal/journal.h"

namespace appliance {

// {kind, actor, subject, fields}; subject and fields may be left out.
base::Result<storage::JournalEntry> to_journal_entry(const base::Json& arguments);

// {journal, last, lines: [{line, time, kind, actor, subject, fields}], next}: as many of the lines
// as fit into a header of the control protocol, where to read on, and how far there is anything.
base::Json journal_page(const KeeperJournal::Excerpt& excerpt, std::uint64_t from);

// What a reader of the journal gets: the same, read back.
struct JournalPageLine {
  std::int64_t number = 0;
  base::WallTime time{};
  std::string kind{};
  std::string actor{};
  std::string subject{};
  base::Json fields{};  // an object

  bool operator==(const JournalPageLine&) const = default;
};
struct JournalPage {
  std::string journal{};  // whose lines these are
  std::int64_t last_line = 0;
  std::int64_t next = 0;
  std::vector<JournalPageLine> lines{};
};
base::Result<JournalPage> read_journal_page(const base::Json& page);

}  // namespace appliance
