// Lines of the journal as text: JSON for programs, CSV for spreadsheets. Pure; safe from any
// thread.
#pragma once

#include <string>
#include <vector>

#include "appliance/journal/journal_copy.h"
#include "base/json/json.h"

namespace appliance {

base::Json line_json(const CopiedLine& line);

// RFC 4180, with a head. A cell that a spreadsheet would take for a formula begins with an
// apostrophe: what lines say comes from outside.
std::string lines_csv(const std::vector<CopiedLine>& lines);

}  // namespace appliance
