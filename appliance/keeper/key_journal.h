// The keeper's journal: who used which key, and what other programs ask to have on record.
//
// A line written by append() counts once sync() returned. One thread at a time. What a line is and
// how it is signed: storage/journal, docs/design/journal.md.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/json/json.h"
#include "base/random_id.h"
#include "base/result.h"

namespace appliance {

struct JournalEntry {
  std::string kind;     // "segment-opened"
  std::string actor;    // an account, or a program of ours
  std::string subject;  // a camera, a segment, a certificate
  base::Json fields{};  // an object or null
};

// InvalidInput names what is too long, empty or of the wrong alphabet.
base::Result<void> check_entry(const JournalEntry& entry);

}  // namespace appliance
