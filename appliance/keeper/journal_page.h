// Journal lines and entries as the control socket carries them. Pure; safe from any thread.
// The verbs: docs/design/keystore.md.
#pragma once

#include <cstdint>
#include <vector>

#include "base/json/json.h"
#include "base/result.h"
#include "storage/journal/journal.h"

namespace appliance {

// {kind, actor, subject, fields}; subject and fields may be left out.
base::Result<storage::JournalEntry> to_journal_entry(const base::Json& arguments);

// {lines: [{line, time, kind, actor, subject, fields}], next}: as many of `lines` as fit into a
// header of the control protocol, and where to read on.
base::Json journal_page(const std::vector<storage::JournalLine>& lines, std::uint64_t from);

}  // namespace appliance
